import { jsonEqual } from "../flow/json-equal.ts";
import { isJsonArray, isJsonObject, type JsonValue } from "../json.ts";
import { omitUndefined } from "../omit-undefined.ts";

/** One place of a JSON value that differs. Without `before` it is new, without `after` it is gone. */
export interface FieldChange {
  /** Keys and indexes from the root; indexes are those of the newer value, or of the older one for what is gone. */
  readonly path: readonly (string | number)[];
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/**
 * The smallest places in which two values differ. Objects are compared key by key; of two lists the equal items at both
 * ends are passed over, and what is left between them is compared in pairs, so that one inserted item is one change.
 */
export function diffFields(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: FieldChange["path"] = [],
): readonly FieldChange[] {
  if (jsonEqual(before, after)) return [];
  if (isJsonObject(before) && isJsonObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => diffFields(before[key], after[key], [...path, key]));
  }
  if (isJsonArray(before) && isJsonArray(after)) return diffLists(before, after, path);
  return [{ path, ...omitUndefined({ before, after }) }];
}

function diffLists(before: readonly JsonValue[], after: readonly JsonValue[], path: FieldChange["path"]): readonly FieldChange[] {
  const shorter = Math.min(before.length, after.length);
  const from = countWhile(shorter, (index) => jsonEqual(before[index], after[index]));
  const tail = countWhile(shorter - from, (index) => jsonEqual(before.at(-1 - index), after.at(-1 - index)));
  const [old, fresh] = [before.slice(from, before.length - tail), after.slice(from, after.length - tail)];
  return Array.from({ length: Math.max(old.length, fresh.length) }, (_, index) =>
    diffFields(old[index], fresh[index], [...path, from + index]),
  ).flat();
}

function countWhile(most: number, holds: (index: number) => boolean): number {
  let count = 0;
  while (count < most && holds(count)) count += 1;
  return count;
}

/** `config.cases[0].when` */
export function fieldName(path: FieldChange["path"]): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}
