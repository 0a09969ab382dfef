import { isJsonArray, isJsonObject, type JsonValue } from "../../json.ts";
import { fromPointer, toPointer } from "../../pointer.ts";

export interface Difference {
  /** JSON pointer; empty for the value itself. */
  readonly path: string;
  /** `must be 3, got 4` */
  readonly message: string;
}

export interface CompareOptions {
  readonly ignore?: readonly string[];
  readonly tolerance?: number;
}

const MAX_DIFFERENCES = 50;

/** Where a value is not what was expected, field by field; at most 50. The order of keys does not count. */
export function compareJson(
  expected: JsonValue,
  got: JsonValue,
  { ignore = [], tolerance = 0 }: CompareOptions = {},
): Difference[] {
  const ignored = ignore.map(fromPointer);
  const differences: Difference[] = [];
  const isIgnored = (path: Path): boolean =>
    ignored.some(
      (pattern) => pattern.length === path.length && pattern.every((part, index) => part === "*" || part === String(path[index])),
    );
  const visit = (wanted: JsonValue | undefined, found: JsonValue | undefined, path: Path): void => {
    if (differences.length >= MAX_DIFFERENCES || isIgnored(path)) return;
    const inside = membersOf(wanted, found);
    if (inside !== undefined) for (const [key, left, right] of inside) visit(left, right, [...path, key]);
    else if (!isSame(wanted, found, tolerance))
      differences.push({ path: toPointer(path), message: differenceText(wanted, found) });
  };
  visit(expected, got, []);
  return differences;
}

type Path = readonly (string | number)[];
type Member = readonly [key: string | number, wanted: JsonValue | undefined, found: JsonValue | undefined];

/** Both are objects, or lists of the same length. */
function membersOf(wanted: JsonValue | undefined, found: JsonValue | undefined): Member[] | undefined {
  if (isJsonArray(wanted) && isJsonArray(found)) {
    if (wanted.length !== found.length) return undefined;
    return wanted.map((item, index) => [index, item, found[index]]);
  }
  if (!isJsonObject(wanted) || !isJsonObject(found)) return undefined;
  return [...new Set([...Object.keys(wanted), ...Object.keys(found)])].map((key) => [key, wanted[key], found[key]]);
}

function isSame(wanted: JsonValue | undefined, found: JsonValue | undefined, tolerance: number): boolean {
  return typeof wanted === "number" && typeof found === "number" ? Math.abs(wanted - found) <= tolerance : wanted === found;
}

function differenceText(wanted: JsonValue | undefined, found: JsonValue | undefined): string {
  if (wanted === undefined) return `must not be there, got ${shown(found)}`;
  if (Array.isArray(wanted) && Array.isArray(found)) return `must have ${wanted.length} items, got ${found.length}`;
  return `must be ${shown(wanted)}, got ${shown(found)}`;
}

function shown(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
