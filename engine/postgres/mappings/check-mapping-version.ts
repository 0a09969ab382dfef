import type { BundledMapping, MappingBundle } from "../../core/expression/mappings/mapping-bundle.ts";
import { parseExpression } from "../../core/expression/parse-expression.ts";
import { identifier } from "../../core/flow/flow-document.ts";
import { findWithInner, mappingsUsedBy, type FindMappings } from "../../core/mapping/reusable/bundle-mappings.ts";
import { checkBundledMapping } from "../../core/mapping/reusable/check-mapping.ts";
import { brokenPromise } from "../../core/mapping/reusable/compatibility.ts";
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
  const bundle = await findWithInner(mappingsUsedBy(mapping.expression), find);
  const linked = parseExpression(mapping.expression, { mappings: bundle });
  if (!linked.ok) return { problem: { ...invalid(linked.message), code: linked.code }, bundle };
  const broken = brokenPromise(mapping, bundle);
  return { bundle, ...(broken === undefined ? {} : { problem: invalid(broken) }) };
}

const invalid = (message: string): Problem => ({
  code: "mapping/invalid",
  severity: "error",
  message,
  fix: "Correct the mapping at this place.",
  path: "",
});
