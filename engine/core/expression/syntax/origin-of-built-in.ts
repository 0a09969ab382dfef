import { ANY_FIELD, anyFieldOfOrigin, fieldOfOrigin, joinOrigins, NOWHERE, type Origin } from "./origin.ts";

/** Functions that give back (parts of) what they are given. */
const PASSING = ["reverse", "shuffle", "distinct", "append", "clone", "spread", "merge", "zip"];

type Rule = (first: Origin, second: Origin, third: Origin) => Origin;

const call = (callee: Origin, given: readonly Origin[]): Origin => callee.call?.(given) ?? NOWHERE;
const membersOf = (object: Origin): Origin => anyFieldOfOrigin(object, ANY_FIELD);

/** Calls the function and gives back (parts of) the list or object. */
const choosing =
  (given: (first: Origin) => readonly Origin[]): Rule =>
  (first, second) => {
    call(second, given(first));
    return first;
  };

const HIGHER_ORDER: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["map", (first, second) => call(second, [first, NOWHERE, first])],
  ["each", (first, second) => call(second, [membersOf(first), NOWHERE, first])],
  ["sift", choosing((first) => [membersOf(first), NOWHERE, first])],
  ["filter", choosing((first) => [first, NOWHERE, first])],
  ["single", choosing((first) => [first, NOWHERE, first])],
  ["sort", choosing((first) => [first, first])],
  ["reduce", (first, second, third) => joinOrigins([call(second, [joinOrigins([first, third]), first, NOWHERE, first]), third])],
]);

/** Where the result of a built-in function comes from. Functions among the arguments are called with what they will get. */
export function originOfBuiltIn(name: string, given: readonly Origin[], key: string | undefined): Origin {
  const [first = NOWHERE, second = NOWHERE, third = NOWHERE] = given;
  const rule = HIGHER_ORDER.get(name);
  if (rule) return rule(first, second, third);
  if (name === "lookup") return key === undefined ? membersOf(first) : fieldOfOrigin(first, key);
  return PASSING.includes(name) ? joinOrigins(given) : NOWHERE;
}
