/**
 * What is known of a value before it is there. Types are sets of values: `admits` tells whether a value is in one.
 *
 * JSONata gives one item where a list of one comes out, so besides `array` there is `sequence`: one item, or an array of
 * such items. A value that may be missing is a union with `nothing`, which is `undefined` and never `null`.
 *
 * `fields` and `items` may be computed when they are first looked at, so that types of recursive schemas are finite.
 */
export type Type =
  | { readonly kind: "unknown" | "nothing" | "null" | "boolean" | "number" | "string" }
  | LiteralType
  | ArrayType
  | SequenceType
  | ObjectType
  | FunctionType
  | UnionType;

export interface LiteralType {
  readonly kind: "literal";
  readonly value: string | number | boolean;
}
export interface ArrayType {
  readonly kind: "array";
  readonly items: Type;
}
export interface SequenceType {
  readonly kind: "sequence";
  readonly items: Type;
}
export interface ObjectType {
  readonly kind: "object";
  /** A field that may be missing has a type that admits nothing. */
  readonly fields: ReadonlyMap<string, Type>;
  /** Of all fields that are not listed; `nothing` where there are none. */
  readonly rest: Type;
}
export interface FunctionType {
  readonly kind: "function";
  /** What a call gives; absent where it is not known. */
  readonly call?: (given: readonly Type[]) => Type;
}
export interface UnionType {
  readonly kind: "union";
  /** Two at least, none of them a union, `unknown` or alike. */
  readonly members: readonly Exclude<Type, UnionType>[];
}

export const UNKNOWN: Type = { kind: "unknown" };
export const NOTHING: Type = { kind: "nothing" };
export const NULL: Type = { kind: "null" };
export const BOOLEAN: Type = { kind: "boolean" };
export const NUMBER: Type = { kind: "number" };
export const STRING: Type = { kind: "string" };
export const FUNCTION: FunctionType = { kind: "function" };
export const ANY_OBJECT: ObjectType = { kind: "object", fields: new Map(), rest: UNKNOWN };

export const arrayOf = (items: Type): ArrayType => ({ kind: "array", items });

/** One item or an array of them. Of nothing, nothing. */
export const sequenceOf = (items: Type): Type => {
  const some = withoutNothing(items);
  if (some.kind === "unknown") return UNKNOWN;
  return some.kind === "nothing" ? NOTHING : { kind: "sequence", items: some };
};

export const membersOf = (type: Type): readonly Exclude<Type, UnionType>[] => (type.kind === "union" ? type.members : [type]);

export const optional = (type: Type): Type => join([type, NOTHING]);

export const mayBeNothing = (type: Type): boolean => membersOf(type).some(({ kind }) => kind === "nothing" || kind === "unknown");

export const withoutNothing = (type: Type): Type => {
  if (type.kind !== "union") return type;
  return join(type.members.filter(({ kind }) => kind !== "nothing"));
};

/** Literals beyond this many are said as their kind. */
const MOST_LITERALS = 24;

/** The type of what is one or the other. */
export function join(types: readonly Type[]): Type {
  const members: Exclude<Type, UnionType>[] = [];
  for (const type of types) {
    for (const member of membersOf(type)) {
      if (member.kind === "unknown") return UNKNOWN;
      if (!members.some((known) => isWithin(member, known))) members.push(member);
    }
  }
  const kept = withFewLiterals(members.filter((member, index) => !isCovered(member, index, members)));
  const [only = NOTHING] = kept;
  return kept.length < 2 ? only : { kind: "union", members: kept };
}

type Member = Exclude<Type, UnionType>;

const isCovered = (member: Member, index: number, members: readonly Member[]): boolean =>
  members.some((other, place) => place !== index && isWithin(member, other) && !(isWithin(other, member) && place > index));

/** Told cheaply: by kind, by what literals and identical types are, and a few lists deep. */
function isWithin(member: Member, other: Member, depth = 0): boolean {
  if (member === other) return true;
  if (other.kind === "sequence" && depth < 3) return isWithinSequence(member, other.items, depth + 1);
  if (member.kind === "literal") {
    return other.kind === typeof member.value || (other.kind === "literal" && other.value === member.value);
  }
  if (member.kind === "array" && other.kind === "array") return depth < 3 && areWithin(member.items, other.items, depth + 1);
  return member.kind === other.kind && !("items" in member || "fields" in member || member.kind === "function");
}

const isWithinSequence = (member: Member, items: Type, depth: number): boolean =>
  areWithin(member, items, depth) ||
  ((member.kind === "array" || member.kind === "sequence") && areWithin(member.items, items, depth));

const areWithin = (type: Type, other: Type, depth: number): boolean =>
  membersOf(type).every((member) => membersOf(other).some((wide) => isWithin(member, wide, depth)));

function withFewLiterals(members: readonly Member[]): readonly Member[] {
  if (members.filter(({ kind }) => kind === "literal").length <= MOST_LITERALS) return members;
  const wide = members.map((member): Member => (member.kind === "literal" ? ({ kind: typeof member.value } as Member) : member));
  return wide.filter((member, index) => wide.findIndex((other) => isWithin(member, other)) === index);
}
