import { describeType } from "./describe-type.ts";
import { membersOf, withoutNothing, type Type } from "./type.ts";

const KINDS: Readonly<Record<string, readonly string[]>> = {
  s: ["string"],
  n: ["number"],
  b: ["boolean"],
  o: ["object"],
  f: ["function"],
};

const WORDS: Readonly<Record<string, string>> = { s: "text", n: "a number", b: "true or false", o: "an object", f: "a function" };

/** Why a value, where there is one, can never be given where `parameter` is asked for. */
export function argumentProblem(parameter: string, given: Type): string | undefined {
  const type = withoutNothing(given);
  if (type.kind === "nothing") return undefined;
  if (parameter === "a<n>" || parameter === "a<s>") return listProblem(parameter.charAt(2), type);
  const kinds = KINDS[parameter];
  if (kinds === undefined || membersOf(type).some((member) => fits(member, kinds))) return undefined;
  return `it needs ${WORDS[parameter]} and gets ${describeType(type)}`;
}

function listProblem(item: string, type: Type): string | undefined {
  const kinds = KINDS[item]!;
  const isPossible = membersOf(type).some(
    (member) =>
      fits(member, kinds) ||
      ((member.kind === "array" || member.kind === "sequence") && membersOf(member.items).some((inner) => fits(inner, kinds))),
  );
  return isPossible ? undefined : `it needs ${item === "n" ? "numbers" : "texts"} and gets ${describeType(type)}`;
}

/** What is not known may be anything; the items of an empty list are nothing. */
function fits(type: Type, kinds: readonly string[]): boolean {
  if (type.kind === "unknown" || type.kind === "nothing") return true;
  if (type.kind === "sequence") return membersOf(type.items).some((item) => fits(item, kinds));
  return kinds.includes(type.kind === "literal" ? typeof type.value : type.kind);
}

/** `sn` or `a<n>s` as its parameters. */
export const parametersOf = (signature: string): readonly string[] => signature.match(/[a-z](<[a-z]>)?/g) ?? [];
