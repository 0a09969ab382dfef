import { z } from "zod";

/**
 * The versions of reusable mappings that a flow brings along, by `name@version`. They are part of the document, so the content
 * hash of a flow pins what its expressions mean, and a run needs nothing but its flow.
 */
export const mappingKeyPattern = /^([A-Za-z][A-Za-z0-9_]{0,63})@([1-9][0-9]{0,5})$/;

/** A mapping reads `input`, the value it is applied to, and nothing else of a flow. */
export const bundledMappingSchema = z.strictObject({
  expression: z.string().min(1),
  /** What it may be applied to: JSON Schema 2020-12 without references into the flow. */
  input: z.record(z.string(), z.json()).optional(),
  /** What it gives; where it is not said, what its expression shows. */
  output: z.record(z.string(), z.json()).optional(),
});

export type BundledMapping = z.infer<typeof bundledMappingSchema>;
export type MappingBundle = Readonly<Record<string, BundledMapping>>;

export const MAX_BUNDLED_MAPPINGS = 200;

export const mappingBundleSchema = z
  .record(z.string().regex(mappingKeyPattern, "must be a name and a version, such as orderTotal@3"), bundledMappingSchema)
  .refine((bundle) => Object.keys(bundle).length <= MAX_BUNDLED_MAPPINGS, `must hold at most ${MAX_BUNDLED_MAPPINGS} mappings`);

export interface MappingRef {
  readonly name: string;
  readonly version: number;
}

/** `orderTotal@3` as its parts; `undefined` for any other text. */
export function readMappingKey(key: string): MappingRef | undefined {
  const [, name, version] = mappingKeyPattern.exec(key) ?? [];
  return name === undefined ? undefined : { name, version: Number(version) };
}

export const mappingKey = ({ name, version }: MappingRef): string => `${name}@${version}`;

/** A draft may hold one that is half written; it counts as none. */
export function findBundled(bundle: MappingBundle | undefined, key: string): BundledMapping | undefined {
  const found = bundle !== undefined && Object.hasOwn(bundle, key) ? bundle[key] : undefined;
  return typeof found?.expression === "string" ? found : undefined;
}
