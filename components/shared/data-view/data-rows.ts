import { isJsonArray, isJsonObject, type JsonValue } from "#engine/core/json.ts";
import type { DataPath } from "./jsonata-path.ts";

/** A line of a value shown as a tree. */
export interface DataRow {
  readonly key: string;
  readonly path: DataPath;
  readonly depth: number;
  /** Of its member in the object or list around it; absent for the whole value. */
  readonly name?: string;
  readonly value: JsonValue;
  /** Number of members of an object or list. */
  readonly size?: number;
  readonly isOpen: boolean;
}

/** What is open at first: the upper levels, as long as they are short. */
const OPEN_LEVELS = 2;
const OPEN_SIZE = 50;

export const keyOf = (path: DataPath): string => JSON.stringify(path);

/** What a person has opened (`true`) or closed (`false`), by `keyOf`. */
export type Toggled = ReadonlyMap<string, boolean>;

/** The lines that can be seen, in order. What is closed is not gone into, however large it is. */
export function dataRows(value: JsonValue, toggled: Toggled): readonly DataRow[] {
  const rows: DataRow[] = [];
  const add = (value: JsonValue, path: DataPath, name: string | undefined): void => {
    const key = keyOf(path);
    const size = sizeOf(value);
    const isOpen = size !== undefined && size > 0 && (toggled.get(key) ?? (path.length < OPEN_LEVELS && size <= OPEN_SIZE));
    rows.push({
      key,
      path,
      depth: path.length,
      value,
      isOpen,
      ...(name === undefined ? {} : { name }),
      ...(size === undefined ? {} : { size }),
    });
    if (!isOpen) return;
    if (isJsonArray(value)) for (const [index, child] of value.entries()) add(child, [...path, index], String(index));
    else if (isJsonObject(value))
      for (const [member, child] of Object.entries(value)) if (child !== undefined) add(child, [...path, member], member);
  };
  add(value, [], undefined);
  return rows;
}

function sizeOf(value: JsonValue): number | undefined {
  if (Array.isArray(value)) return value.length;
  return isJsonObject(value) ? Object.values(value).filter((child) => child !== undefined).length : undefined;
}
