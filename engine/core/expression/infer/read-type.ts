import {
  arrayOf,
  join,
  membersOf,
  NOTHING,
  optional,
  sequenceOf,
  UNKNOWN,
  withoutNothing,
  type ObjectType,
  type Type,
} from "./type.ts";

/** What JSONata finds when it follows a value: the types of fields, items and flattened lists. */

/** A field by name; of an array, the fields of its items in one list. */
export function fieldType(type: Type, name: string): Type {
  return join(
    membersOf(type).map((member) => {
      switch (member.kind) {
        case "unknown":
          return UNKNOWN;
        case "object":
          return fieldOfObject(member, name);
        case "array":
          return optional(sequenceOf(flatItems(fieldType(member.items, name))));
        case "sequence":
          return join([fieldType(member.items, name), optional(sequenceOf(flatItems(fieldType(member.items, name))))]);
        default:
          return NOTHING;
      }
    }),
  );
}

const fieldOfObject = ({ fields, rest }: ObjectType, name: string): Type => fields.get(name) ?? optional(rest);

/**
 * What a list holds of a value that is put into it, and what a step of a path is evaluated for: arrays go item by item. A
 * sequence of arrays may be one of them.
 */
export const flatItems = (type: Type): Type =>
  join(
    membersOf(withoutNothing(type)).map((member) => {
      if (member.kind === "sequence") return join([member.items, flatItems(member.items)]);
      return member.kind === "array" ? member.items : member;
    }),
  );

/** Whether a value is certainly not an array. */
export const isSingle = (type: Type): boolean =>
  membersOf(type).every(({ kind }) => kind !== "array" && kind !== "sequence" && kind !== "unknown");

/**
 * What a path has after a step that gives `result` for each item of `from`. Where there is one item, its result is the
 * result; where there are several, results come in one list, which is its only item if it has one.
 */
export function stepType(from: Type, result: Type, keepsRows: boolean): Type {
  if (isSingle(from)) return mayBeEmpty(from) ? optional(result) : result;
  const flat = keepsRows ? join([flatItems(result), withoutNothing(result)]) : flatItems(result);
  return optional(join([sequenceOf(flat), withoutNothing(result)]));
}

const mayBeEmpty = (type: Type): boolean => membersOf(type).some(({ kind }) => kind === "nothing");

/** An array with what a value has, whether or not it is one. */
export const asArray = (type: Type): Type => arrayOf(flatItems(type));

/** All fields of an object in one list, arrays opened all the way. */
export function anyFieldType(type: Type): Type {
  const found = membersOf(type).map((member): Type => {
    if (member.kind === "object") return join([...member.fields.values(), member.rest].map(openedType));
    return member.kind === "array" || member.kind === "sequence" || member.kind === "unknown" ? UNKNOWN : NOTHING;
  });
  return optional(sequenceOf(join(found)));
}

function openedType(type: Type, depth = 0): Type {
  if (depth > 8) return UNKNOWN;
  return join(
    membersOf(withoutNothing(type)).map((member) =>
      member.kind === "array" || member.kind === "sequence" ? openedType(member.items, depth + 1) : member,
    ),
  );
}
