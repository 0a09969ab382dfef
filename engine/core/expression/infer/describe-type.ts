import { membersOf, type Type } from "./type.ts";

/** A type in words for people: `text`, `a list of numbers`, `text or nothing`. */
export function describeType(type: Type): string {
  return [...new Set(membersOf(type).map(describeMember))].join(" or ");
}

function describeMember(type: Type): string {
  switch (type.kind) {
    case "unknown":
      return "anything";
    case "nothing":
      return "nothing";
    case "literal":
      return JSON.stringify(type.value);
    case "string":
      return "text";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    case "object":
      return "an object";
    case "function":
      return "a function";
    case "array":
      return `a list${ofItems(type.items)}`;
    case "sequence":
      return `one or several${ofItems(type.items)}`;
    default:
      return type.kind;
  }
}

const PLURALS: Readonly<Record<string, string>> = {
  string: "texts",
  number: "numbers",
  object: "objects",
  boolean: "truth values",
  array: "lists",
};

function ofItems(items: Type): string {
  const plural = PLURALS[items.kind === "literal" ? typeof items.value : items.kind];
  return plural === undefined ? "" : ` of ${plural}`;
}
