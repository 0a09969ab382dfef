import { ANY_DEPTH, ANY_FIELD, type OriginPath } from "../syntax/origin.ts";
import { pathsRead, type PathRead } from "../syntax/paths-read.ts";
import type { SyntaxTree } from "../syntax/syntax-node.ts";
import { flatItems } from "./read-type.ts";
import type { TypeProblem } from "./type-problem.ts";
import { membersOf, type Type } from "./type.ts";

/** Only the input is told: what earlier steps give is there for all steps. */
const INPUT = "input";
const DEEPEST = 6;
const MOST = 50;

/** Fields of the input that the expression reads neither alone nor with what is around them. */
export function unusedInput(tree: SyntaxTree, scope: Type): readonly TypeProblem[] {
  const input = membersOf(scope).flatMap((member) => (member.kind === "object" ? (member.fields.get(INPUT) ?? []) : []));
  if (input.length === 0) return [];
  const reads = pathsRead(tree);
  const isEntered = ({ path, isThrough }: PathRead): boolean => isThrough && reads.some((other) => extendsPath(other.path, path));
  const read = reads.filter((one) => !isEntered(one)).map(({ path }) => path);
  const unused: OriginPath[] = [];
  for (const type of input) collect(type, [INPUT], read, unused);
  const { start, end } = tree.root;
  return unused.map((path) => ({
    code: "unused-input",
    severity: "info",
    message: `${path.join(".")} is not used.`,
    start,
    end,
  }));
}

/** As a whole where nothing of it is read, else by its fields. */
function collect(type: Type, path: OriginPath, read: readonly OriginPath[], unused: OriginPath[]): void {
  if (unused.length >= MOST || read.some((other) => isAllOf(other, path))) return;
  const isEntered = read.some((other) => other.length > path.length && isWithin(other, path));
  if (!isEntered) {
    unused.push(path);
    return;
  }
  if (path.length > DEEPEST) return;
  for (const member of membersOf(flatItems(type))) {
    if (member.kind === "object") for (const [name, field] of member.fields) collect(field, [...path, name], read, unused);
  }
}

const extendsPath = (longer: OriginPath, path: OriginPath): boolean => longer.length > path.length && isWithin(longer, path);

const fits = (segment: string | undefined, name: string): boolean => segment === name || segment === ANY_FIELD;

/** Reads `path` or something around it. */
function isAllOf(read: OriginPath, path: OriginPath): boolean {
  const deep = read.indexOf(ANY_DEPTH);
  const ahead = deep === -1 ? read : read.slice(0, deep);
  return ahead.length <= path.length && ahead.every((segment, index) => fits(segment, path[index]!));
}

const isWithin = (read: OriginPath, path: OriginPath): boolean => path.every((name, index) => fits(read[index], name));
