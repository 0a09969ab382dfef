import type { BundledMapping, MappingBundle } from "../../core/expression/mappings/mapping-bundle.ts";
import { mappingKey, readMappingKey } from "../../core/expression/mappings/mapping-bundle.ts";
import { nearestName } from "../../core/flow/nearest-name.ts";
import type { Prisma } from "../../../generated/prisma/client.ts";

export type Reader = Pick<Prisma.TransactionClient, "reusableMapping" | "reusableMappingVersion">;

interface StoredVersion {
  readonly expression: string;
  readonly input: Prisma.JsonValue | null;
  readonly output: Prisma.JsonValue | null;
}

/** Read back what only publishing writes, which checked it. */
export const asBundled = ({ expression, input, output }: StoredVersion): BundledMapping => ({
  expression,
  ...(input === null ? {} : { input: input as NonNullable<BundledMapping["input"]> }),
  ...(output === null ? {} : { output: output as NonNullable<BundledMapping["output"]> }),
});

/** Versions by `name@version`; where there is none, the newest of that name, or of the name next to it. */
export async function findMappings(reader: Reader, orgId: string, keys: readonly string[]): Promise<MappingBundle> {
  const wanted = keys.flatMap((key) => readMappingKey(key) ?? []);
  if (wanted.length === 0) return {};
  const found = await findVersions(reader, {
    orgId,
    OR: wanted.map(({ name, version }) => ({ number: version, mapping: { orgId, name } })),
  });
  const missing = wanted.filter((ref) => !Object.hasOwn(found, mappingKey(ref))).map(({ name }) => name);
  return missing.length === 0
    ? found
    : { ...found, ...(await newestOf(reader, orgId, await nearestNames(reader, orgId, missing))) };
}

async function nearestNames(reader: Reader, orgId: string, wanted: readonly string[]): Promise<readonly string[]> {
  const rows = await reader.reusableMapping.findMany({ where: { orgId }, select: { name: true } });
  const known = new Set(rows.map(({ name }) => name));
  return wanted.flatMap((name) => (known.has(name) ? name : (nearestName(name, known) ?? [])));
}

/** Every version of every mapping. */
export const allMappings = (reader: Reader, orgId: string): Promise<MappingBundle> => findVersions(reader, { orgId });

async function newestOf(reader: Reader, orgId: string, names: readonly string[]): Promise<MappingBundle> {
  const rows = await reader.reusableMappingVersion.findMany({
    where: { orgId, mapping: { orgId, name: { in: [...names] } } },
    include: NAMED,
    orderBy: { number: "desc" },
    distinct: ["mappingId"],
  });
  return asBundle(rows);
}

const NAMED = { mapping: { select: { name: true } } } as const;

const findVersions = async (reader: Reader, where: Prisma.ReusableMappingVersionWhereInput): Promise<MappingBundle> =>
  asBundle(await reader.reusableMappingVersion.findMany({ where, include: NAMED }));

type NamedRow = StoredVersion & { readonly number: number; readonly mapping: { readonly name: string } };

const asBundle = (rows: readonly NamedRow[]): MappingBundle =>
  Object.fromEntries(rows.map((row) => [mappingKey({ name: row.mapping.name, version: row.number }), asBundled(row)]));
