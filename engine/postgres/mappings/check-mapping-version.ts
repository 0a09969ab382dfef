import { readMappingKey, type BundledMapping, type MappingBundle } from "../../core/expression/mappings/mapping-bundle.ts";
import { parseExpression } from "../../core/expression/parse-expression.ts";
import { identifier } from "../../core/flow/flow-document.ts";
import { findWithInner, mappingsUsedBy, type FindMappings } from "../../core/mapping/reusable/bundle-mappings.ts";
import { checkBundledMapping } from "../../core/mapping/reusable/check-mapping.ts";
import { brokenPromise } from "../../core/mapping/reusable/compatibility.ts";
import { nearestMapping } from "../../core/mapping/reusable/nearest-mapping.ts";
import type { Problem } from "../../core/problem.ts";

/** What keeps a version from being published; nothing, and all that it uses, for one that may be. */
export async function checkMappingVersion(
  name: string,
  mapping: BundledMapping,
  find: FindMappings,
): Promise<{ readonly problem?: Problem; readonly bundle: MappingBundle }> {
  const wrong = identifier.safeParse(name).success
    ? checkBundledMapping(mapping)
    : `“${name}” is no name for a mapping: it must start with a letter and hold only letters, digits and _.`;
  if (wrong !== undefined) return { problem: invalid(wrong), bundle: {} };
  const used = mappingsUsedBy(mapping.expression);
  const bundle = await findWithInner(used, find);
  const own = used.find((key) => readMappingKey(key)?.name === name && !Object.hasOwn(bundle, key));
  if (own !== undefined) return { problem: invalid(`It uses itself: ${own} is not there before it is published.`), bundle };
  const linked = parseExpression(mapping.expression, { mappings: bundle });
  if (!linked.ok) return { problem: { ...invalid(linked.message), code: linked.code, ...nearest(mapping, bundle) }, bundle };
  const broken = brokenPromise(mapping, bundle);
  return { bundle, ...(broken === undefined ? {} : { problem: invalid(broken) }) };
}

/** What may be meant by a mapping that there is not. */
function nearest({ expression }: BundledMapping, bundle: MappingBundle): Partial<Problem> {
  const missing = mappingsUsedBy(expression).find((key) => !Object.hasOwn(bundle, key));
  const suggestion = missing === undefined ? undefined : nearestMapping(missing, Object.keys(bundle));
  return suggestion === undefined ? {} : { suggestion, fix: `There is ${suggestion}: use that one, if it is meant.` };
}

const invalid = (message: string): Problem => ({
  code: "mapping/invalid",
  severity: "error",
  message,
  fix: "Correct the mapping at this place.",
  path: "",
});
