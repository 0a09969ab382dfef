import type { BoundedMapping } from "../bounded/place.ts";
import type { JailReason } from "../jail-reason.ts";
import type { ParsedExpression, ParseFailure, ParseResult } from "../parse-expression.ts";
import type { CallableMapping } from "./call-mapping.ts";
import { declaredBy } from "./declared-schemas.ts";
import { findBundled, type MappingBundle } from "./mapping-bundle.ts";
import type { MappingUse } from "./mapping-uses.ts";

/** The mappings of one expression, ready for each tier; by `name@version`. */
export interface LinkedMappings {
  readonly byKey: ReadonlyMap<string, CallableMapping>;
  readonly bounded: ReadonlyMap<string, BoundedMapping>;
  /** Each as its flow brings it along, those that mappings use in turn, too. */
  readonly bundled: MappingBundle;
  /** Why the expression is jailed, because a mapping of it is. */
  readonly jailed?: JailReason;
  /** A mapping of it is evaluated in the jail or nowhere. */
  readonly needsJail: boolean;
  readonly needsRecorded: boolean;
}

export const noMappings: LinkedMappings = {
  byKey: new Map(),
  bounded: new Map(),
  bundled: {},
  needsJail: false,
  needsRecorded: false,
};

type Read = (expression: string, within: readonly string[]) => ParseResult;

/**
 * Finds what an expression uses in what its flow brings along. `within` are the mappings around it, outermost first: one that
 * comes back to itself would never end, and is refused here, before anything is evaluated.
 */
export function resolveMappings(
  uses: readonly MappingUse[],
  bundle: MappingBundle,
  within: readonly string[],
  read: Read,
): LinkedMappings | ParseFailure {
  const found = new Map<string, { readonly use: MappingUse; readonly parsed: ParsedExpression }>();
  for (const use of uses) {
    if (found.has(use.key)) continue;
    if (within.includes(use.key)) return cycle(use, within);
    const mapping = findBundled(bundle, use.key);
    if (mapping === undefined) return unknown(use);
    const parsed = read(mapping.expression, [...within, use.key]);
    if (!parsed.ok) return { ...parsed, message: inMapping(use.key, parsed.message), position: use.start };
    found.set(use.key, { use, parsed: parsed.expression });
  }
  return linkedFrom([...found.values()], bundle);
}

type Found = readonly { readonly use: MappingUse; readonly parsed: ParsedExpression }[];

function linkedFrom(found: Found, bundle: MappingBundle): LinkedMappings {
  const declared = (key: string): Pick<CallableMapping, "declared"> => ({ declared: declaredBy(bundle[key]!) });
  const jailed = found.find(({ parsed }) => parsed.tier === "jailed");
  return {
    byKey: new Map(
      found.flatMap(({ use: { key }, parsed: { guarded, needsCopy } }) =>
        guarded ? [[key, { evaluate: guarded.evaluate, needsCopy, ...declared(key) }] as const] : [],
      ),
    ),
    bounded: new Map(
      found.flatMap(({ use: { key }, parsed: { bounded: evaluate, weight } }) =>
        evaluate ? [[key, { evaluate, weight, ...declared(key) }] as const] : [],
      ),
    ),
    bundled: Object.assign(
      {},
      ...found.map(({ use: { key }, parsed }) => ({ ...parsed.mappings, [key]: bundle[key] })),
    ) as MappingBundle,
    ...(jailed ? { jailed: { reason: inMapping(jailed.use.key, jailed.parsed.tierReason ?? ""), span: jailed.use } } : {}),
    needsJail: found.some(({ parsed }) => parsed.guarded === undefined),
    needsRecorded: found.some(({ parsed }) => parsed.needsRecorded),
  };
}

const inMapping = (key: string, message: string): string => `In the mapping ${key}: ${message}`;

function unknown({ key, start }: MappingUse): ParseFailure {
  return { ok: false, code: "expression/unknown-mapping", message: `There is no mapping ${key}.`, position: start };
}

function cycle({ key, start }: MappingUse, within: readonly string[]): ParseFailure {
  const way = [...within.slice(within.indexOf(key)), key].join(" uses ");
  return { ok: false, code: "expression/mapping-cycle", message: `The mapping ${key} uses itself: ${way}.`, position: start };
}
