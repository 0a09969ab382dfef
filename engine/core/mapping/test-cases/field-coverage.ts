import { isJsonArray, isJsonObject, type JsonValue } from "../../json.ts";
import { listTargetFields } from "../model/mapping-model.ts";
import { readMapping } from "../model/read-mapping.ts";

/** Which fields of a mapping some passing test has seen with a value. */
export interface FieldCoverage {
  /** Whole percent; 100 for a mapping without fields that has a value in some test. */
  readonly percent: number;
  readonly covered: number;
  readonly fields: number;
  /** Paths no test has seen a value of, with `*` for items. */
  readonly missing: readonly (readonly string[])[];
}

export function measureCoverage(expression: string, outputs: readonly JsonValue[]): FieldCoverage {
  const fields = new Map(
    listTargetFields(readMapping(expression))
      .filter(({ children }) => children.every(({ branch }) => branch !== undefined))
      .map(({ path }) => [path.join("\n"), path] as const),
  );
  const missing = [...fields.values()].filter((path) => !outputs.some((output) => hasValue(output, path)));
  const covered = fields.size - missing.length;
  return { percent: fields.size === 0 ? 100 : Math.floor((covered / fields.size) * 100), covered, fields: fields.size, missing };
}

function hasValue(value: JsonValue | undefined, [part, ...rest]: readonly string[]): boolean {
  if (value === undefined || value === null) return false;
  if (part === undefined) return true;
  if (part === "*") return isJsonArray(value) ? value.some((item) => hasValue(item, rest)) : hasValue(value, rest);
  return isJsonObject(value) && Object.hasOwn(value, part) && hasValue(value[part], rest);
}
