import type { Type } from "./type.ts";

/** Whether a value is one of a type's. `undefined` is nothing. */
export function admits(type: Type, value: unknown): boolean {
  switch (type.kind) {
    case "unknown":
      return true;
    case "nothing":
      return value === undefined;
    case "null":
      return value === null;
    case "literal":
      return value === type.value;
    case "array":
      return Array.isArray(value) && value.every((item) => admits(type.items, item));
    case "sequence":
      return admits(type.items, value) || (Array.isArray(value) && value.every((item) => admits(type.items, item)));
    case "object":
      return isObject(value) && admitsFields(type, value);
    case "union":
      return type.members.some((member) => admits(member, value));
    default:
      return typeof value === type.kind;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function admitsFields({ fields, rest }: Extract<Type, { kind: "object" }>, value: Record<string, unknown>): boolean {
  const isListed = [...fields].every(([name, field]) => admits(field, Object.hasOwn(value, name) ? value[name] : undefined));
  return isListed && Object.entries(value).every(([name, member]) => fields.has(name) || admits(rest, member));
}
