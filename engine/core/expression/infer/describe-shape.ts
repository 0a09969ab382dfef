import { membersOf, mayBeNothing, withoutNothing, type ObjectType, type Type } from "./type.ts";

/** So deep and so many fields are named; a person looks up the rest. */
const DEEPEST = 2;
const MOST_FIELDS = 6;

/** A type with the fields that it has, in one line: `{ id: text, lines?: list of { price: number } } or null`. */
export function describeShape(type: Type): string {
  return shapeOf(type, 0);
}

function shapeOf(type: Type, depth: number): string {
  const present = withoutNothing(type);
  const shapes = membersOf(present).map((member) => memberShape(member, depth));
  const isOptional = depth === 0 && type.kind === "union" && type.members.some(({ kind }) => kind === "nothing");
  return [...new Set([...shapes, ...(isOptional ? ["nothing"] : [])])].join(" or ");
}

function memberShape(type: Type, depth: number): string {
  switch (type.kind) {
    case "unknown":
      return "anything";
    case "literal":
      return JSON.stringify(type.value);
    case "string":
      return "text";
    case "boolean":
      return "true or false";
    case "object":
      return objectShape(type, depth);
    case "array":
      return `list${itemsShape(type.items, depth)}`;
    case "sequence":
      return `one or several${itemsShape(type.items, depth)}`;
    default:
      return type.kind;
  }
}

function itemsShape(items: Type, depth: number): string {
  if (items.kind === "unknown" || items.kind === "nothing") return "";
  const shape = shapeOf(items, depth + 1);
  return ` of ${membersOf(withoutNothing(items)).length > 1 ? `(${shape})` : shape}`;
}

/** Fields of a schema that contains itself are only looked at as deep as they are shown. */
function objectShape(type: ObjectType, depth: number): string {
  if (depth > DEEPEST || type.fields.size === 0) return "object";
  const fields = [...type.fields].slice(0, MOST_FIELDS).map(([name, field]) => {
    const isOptional = field.kind !== "unknown" && mayBeNothing(field);
    return `${name}${isOptional ? "?" : ""}: ${shapeOf(field, depth + 1)}`;
  });
  return `{ ${fields.join(", ")}${type.fields.size > MOST_FIELDS ? ", …" : ""} }`;
}
