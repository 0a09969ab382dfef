import { describeType } from "./describe-type.ts";
import {
  mayBeNothing,
  membersOf,
  NOTHING,
  optional,
  withoutNothing,
  type ObjectType,
  type Type,
  type UnionType,
} from "./type.ts";

/** A place where a value of one type does not fit where another is asked for. */
export interface Misfit {
  /** From the whole value: `lines[].sku`; empty for the value itself. */
  readonly path: string;
  /**
   * - `missing`: the field is asked for, and nothing gives it;
   * - `optional`: it is asked for, and may not be there;
   * - `closed`: it is there, and no other fields than the listed ones are allowed;
   * - `kind`: it is, or may be, something else.
   */
  readonly kind: "missing" | "optional" | "closed" | "kind";
  readonly given: Type;
  readonly wanted: Type;
}

interface Fitting {
  readonly path: string;
  readonly depth: number;
  /** Whether what a type leaves open counts: a field that it does not name, a value of which nothing is known. */
  readonly isStrict: boolean;
}

/** Schemas that contain themselves are compared so deep. */
const DEEPEST = 10;

/**
 * Where not every value of `given` is a value of `wanted`. Strict, whatever is not said counts as a difference: for comparing two
 * descriptions. Otherwise only what is known to be wrong does: for values, of which a type may know less than they hold.
 */
export function misfits(given: Type, wanted: Type, isStrict: boolean): readonly Misfit[] {
  return compare(given, wanted, { path: "", depth: 0, isStrict });
}

function compare(given: Type, wanted: Type, fitting: Fitting): readonly Misfit[] {
  const { path, depth, isStrict } = fitting;
  if (wanted.kind === "unknown" || given === wanted || depth > DEEPEST) return [];
  if (given.kind === "unknown") return isStrict ? [{ path, kind: "kind", given, wanted }] : [];
  if (mayBeNothing(given) && !mayBeNothing(wanted) && (isStrict || given.kind === "nothing")) {
    const isGone = given.kind === "nothing";
    return [{ path, kind: isGone ? "missing" : "optional", given, wanted }, ...comparePresent(given, wanted, fitting)];
  }
  return comparePresent(given, wanted, fitting);
}

function comparePresent(given: Type, wanted: Type, fitting: Fitting): readonly Misfit[] {
  const present = withoutNothing(given);
  if (present.kind === "nothing") return [];
  const asked = membersOf(withoutNothing(wanted));
  const found = membersOf(present).map((member) => bestOf(member, asked, fitting));
  // Not strict, one way to be right is enough.
  if (!fitting.isStrict && found.some(({ length }) => length === 0)) return [];
  return unique(found.flat());
}

/** The way in which a value comes nearest to one of several types. */
function bestOf(given: Type, asked: readonly Type[], fitting: Fitting): readonly Misfit[] {
  const wanted =
    asked.length === 0 ? NOTHING : asked.length === 1 ? asked[0]! : { kind: "union" as const, members: asked as never };
  const fallback: readonly Misfit[] = [{ path: fitting.path, kind: "kind", given, wanted }];
  const ways = asked.map((type) => oneToOne(given, type, fitting)).filter((way) => way !== undefined);
  return ways.toSorted((left, right) => left.length - right.length)[0] ?? fallback;
}

/** `undefined` where the two are of different kinds. */
function oneToOne(given: Type, wanted: Type, fitting: Fitting): readonly Misfit[] | undefined {
  if (wanted.kind === "unknown" || given === wanted) return [];
  if (given.kind === "literal") {
    if (wanted.kind === "literal") return wanted.value === given.value ? [] : undefined;
    return wanted.kind === typeof given.value
      ? []
      : wanted.kind === "sequence"
        ? oneToOne(given, wanted.items, fitting)
        : undefined;
  }
  if (given.kind === "object" && wanted.kind === "object") return compareFields(given, wanted, fitting);
  if (given.kind === "array" || given.kind === "sequence") return compareItems(given, wanted, fitting);
  if (wanted.kind === "sequence") return oneToOne(given, wanted.items, fitting);
  return given.kind === wanted.kind ? [] : undefined;
}

type Member = Exclude<Type, UnionType>;
type Listed = Extract<Type, { readonly items: Type }>;

function compareItems(given: Listed, wanted: Type, fitting: Fitting): readonly Misfit[] | undefined {
  if (wanted.kind !== "array" && wanted.kind !== "sequence") return undefined;
  if (given.kind === "sequence" && wanted.kind === "array" && fitting.isStrict) return undefined;
  const path = `${fitting.path}[]`;
  return compare(withoutNothing(given.items), wanted.items, { ...fitting, path, depth: fitting.depth + 1 });
}

function compareFields(given: ObjectType, wanted: ObjectType, fitting: Fitting): readonly Misfit[] {
  const inside = (name: string): Fitting => ({
    ...fitting,
    path: fitting.path === "" ? name : `${fitting.path}.${name}`,
    depth: fitting.depth + 1,
  });
  const asked = [...wanted.fields].flatMap(([name, type]) => {
    const there = given.fields.get(name) ?? (fitting.isStrict ? unnamed(type) : given.rest);
    return compare(there, type, inside(name));
  });
  if (wanted.rest.kind !== "nothing") return asked;
  const added = [...given.fields].filter(([name, type]) => !wanted.fields.has(name) && type.kind !== "nothing");
  return [
    ...asked,
    ...added.map(([name, type]): Misfit => ({ path: inside(name).path, kind: "closed", given: type, wanted: NOTHING })),
  ];
}

/** A field that a description does not name: gone where it is asked for, and no difference where it may be missing. */
const unnamed = (wanted: Type): Type => (mayBeNothing(wanted) && wanted.kind !== "unknown" ? wanted : NOTHING);

const unique = (misfits: readonly Misfit[]): readonly Misfit[] => [
  ...new Map(misfits.map((misfit) => [`${misfit.kind} ${misfit.path}`, misfit])).values(),
];

/** Whether no value of `given` is one of `wanted`: not only may some not fit, all do not. */
export function neverFits(given: Type, wanted: Type, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  return membersOf(given).every((member) => membersOf(wanted).every((asked) => areApart(member, asked, depth + 1)));
}

/** An empty list is of every type of lists. */
function areApart(given: Member, wanted: Member, depth: number): boolean {
  if (given.kind === "unknown" || wanted.kind === "unknown" || given === wanted) return false;
  if (isListed(given) && isListed(wanted)) return false;
  if (given.kind === "sequence") return neverFits(given.items, wanted, depth);
  if (wanted.kind === "sequence") return neverFits(given, wanted.items, depth);
  if (given.kind === "literal") {
    return wanted.kind === "literal" ? wanted.value !== given.value : wanted.kind !== typeof given.value;
  }
  if (given.kind === "object" && wanted.kind === "object") return haveFieldApart(given, wanted, depth);
  return wanted.kind === "literal" ? given.kind !== typeof wanted.value : given.kind !== wanted.kind;
}

function haveFieldApart(given: ObjectType, wanted: ObjectType, depth: number): boolean {
  const isAdded = (name: string, type: Type): boolean =>
    wanted.rest.kind === "nothing" && !wanted.fields.has(name) && !mayBeNothing(type);
  return (
    [...wanted.fields].some(([name, type]) => neverFits(given.fields.get(name) ?? optional(given.rest), type, depth)) ||
    [...given.fields].some(([name, type]) => isAdded(name, type))
  );
}

const isListed = ({ kind }: Type): boolean => kind === "array" || kind === "sequence";

/** What is wrong with a value that is given, in words that follow "it". */
export function describeMisfit({ path, kind, given, wanted }: Misfit): string {
  const field = path === "" ? "" : `"${path}" `;
  switch (kind) {
    case "missing":
    case "optional":
      return path === "" ? "needs a value and gets nothing" : `needs ${field}and does not get it`;
    case "closed":
      return `gets ${field}and allows no such field`;
    case "kind":
      return `needs ${describeType(wanted)}${path === "" ? "" : ` as ${field.trim()}`} and gets ${describeType(given)}`;
  }
}
