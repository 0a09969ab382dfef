import { checkLength, spend, type Frame } from "./frame.ts";
import { appendTo, looksLikeFunction } from "./values.ts";

/** Names that every JavaScript object inherits: reading them as fields would find what is not in the data. */
export const isInherited = (name: string): boolean => name in Object.prototype;

/** A field of one value that is not an array. `name` must not be inherited. */
export function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const member = (value as Record<string, unknown>)[name];
  return member === undefined || looksLikeFunction(value) ? undefined : member;
}

/** A field of every object in an array, however deeply the arrays are nested; arrays found there are spread. */
export function fieldsOf(values: readonly unknown[], name: string, frame: Frame): unknown[] {
  const found: unknown[] = [];
  gather(values, name, found, frame);
  checkLength(found.length);
  return found;
}

function gather(values: readonly unknown[], name: string, found: unknown[], frame: Frame): void {
  spend(frame, values.length);
  for (const value of values) {
    if (Array.isArray(value)) {
      gather(value, name, found, frame);
      continue;
    }
    const member = fieldOf(value, name);
    if (member !== undefined) appendTo(found, member, frame);
  }
}
