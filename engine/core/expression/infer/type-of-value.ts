import { isJsonArray, type JsonValue } from "../../json.ts";
import { arrayOf, BOOLEAN, join, NOTHING, NULL, NUMBER, optional, STRING, type ObjectType, type Type } from "./type.ts";

/** The type of a value as it is, without guessing what else could have been there: for samples and the bindings of a test. */
export function typeOfValue(value: JsonValue | undefined): Type {
  if (value === undefined) return NOTHING;
  if (value === null) return NULL;
  if (isJsonArray(value)) return arrayOf(typeOfItems(value.map(typeOfValue)));
  if (typeof value === "object") {
    const fields = Object.entries(value).map(([name, member]) => [name, typeOfValue(member)] as const);
    return { kind: "object", fields: new Map(fields), rest: NOTHING };
  }
  return typeof value === "string" ? STRING : typeof value === "number" ? NUMBER : BOOLEAN;
}

/** Objects side by side become one, whose fields may be missing where one of them has none. */
function typeOfItems(types: readonly Type[]): Type {
  const objects = types.filter((type) => type.kind === "object");
  const others = types.filter((type) => type.kind !== "object");
  return join([...others, ...(objects.length > 0 ? [mergeObjects(objects)] : [])]);
}

function mergeObjects(objects: readonly ObjectType[]): ObjectType {
  const names = new Set(objects.flatMap(({ fields }) => [...fields.keys()]));
  const fields = [...names].map((name) => {
    const known = objects.flatMap(({ fields: of }) => of.get(name) ?? []);
    const type = typeOfItems(known);
    return [name, known.length < objects.length ? optional(type) : type] as const;
  });
  return { kind: "object", fields: new Map(fields), rest: NOTHING };
}
