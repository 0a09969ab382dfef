import { fromPointer } from "#engine/core/pointer.ts";
import type { Difference } from "#engine/core/mapping/test-cases/compare-json.ts";
import type { MappingTestReport, MappingTestResult } from "#engine/core/mapping/test-cases/run-mapping-tests.ts";

/** `lines.0.sku`; the value itself has no name. */
export const placeOf = ({ path }: Pick<Difference, "path">): string => fromPointer(path).join(".");

/** The first thing that is not as expected, and how many more there are. */
export function whatIsWrong({ differences: [first, ...more] }: MappingTestResult): string {
  if (first === undefined) return "";
  const place = placeOf(first);
  return `${place === "" ? "The value" : place} ${first.message}${more.length === 0 ? "" : ` and ${more.length} more`}`;
}

/** `2 of 3 pass` */
export function countPassed({ results }: MappingTestReport): string {
  const passed = results.filter((result) => result.passed).length;
  return passed === results.length ? (passed === 1 ? "It passes" : `All ${passed} pass`) : `${passed} of ${results.length} pass`;
}

const MOST_NAMED = 6;

/** The fields that no passing test has seen with a value, by name. */
export function uncoveredFields({ coverage: { missing } }: MappingTestReport): string {
  const names = missing.map((path) => path.filter((part) => part !== "*").join(".") || "the value");
  const more = names.length - MOST_NAMED;
  return more <= 0 ? names.join(", ") : `${names.slice(0, MOST_NAMED).join(", ")} and ${more} more`;
}
