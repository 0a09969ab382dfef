import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "#engine/core/json.ts";
import type { DataPath } from "./jsonata-path.ts";

/** A list of objects as a table: a line per object, a column per member. */
export interface TableShape {
  /** Where the list is in the value. */
  readonly path: DataPath;
  readonly rows: readonly JsonObject[];
  readonly columns: readonly string[];
}

/** Columns are read from so many lines; a member that comes later still shows in the tree. */
const SAMPLE = 200;
const MOST_COLUMNS = 40;

/** The value itself, or the longest list of objects among its members; `undefined` when there is none. */
export function tableShape(value: JsonValue): TableShape | undefined {
  const candidates = [{ path: [] as DataPath, list: value }, ...membersOf(value)].flatMap(({ path, list }) => {
    const rows = objectsOf(list);
    return rows ? [{ path, rows }] : [];
  });
  const [first, ...others] = candidates;
  if (!first) return undefined;
  const longest = others.reduce((best, next) => (next.rows.length > best.rows.length ? next : best), first);
  const columns = [...new Set(longest.rows.slice(0, SAMPLE).flatMap((row) => Object.keys(row)))].slice(0, MOST_COLUMNS);
  return { ...longest, columns };
}

function membersOf(value: JsonValue): readonly { readonly path: DataPath; readonly list: JsonValue | undefined }[] {
  return isJsonObject(value) ? Object.entries(value).map(([name, list]) => ({ path: [name], list })) : [];
}

function objectsOf(value: JsonValue | undefined): readonly JsonObject[] | undefined {
  if (!isJsonArray(value) || value.length === 0) return undefined;
  const items = value;
  return items.every(isJsonObject) ? items : undefined;
}
