import type { SyntaxNode, TextRange } from "../../expression/syntax/syntax-node.ts";
import type { JsonValue } from "../../json.ts";
import { rangeOf } from "./array-path.ts";
import { literalValue } from "./literal-value.ts";
import type { FieldForm, SwitchCase } from "./mapping-model.ts";

type Branching = Extract<SyntaxNode, { kind: "condition" | "default" | "coalesce" }>;

/** The form of a value that is one of several, and the nodes it can be, in the order of the branches. */
export interface Branches {
  readonly form: FieldForm;
  readonly results: readonly SyntaxNode[];
}

export function branchesOf(node: Branching): Branches {
  if (node.kind !== "condition") {
    const operator = node.kind === "coalesce" ? "??" : "?:";
    const form: FieldForm = { kind: "fallback", operator, value: rangeOf(node.value), otherwise: rangeOf(node.otherwise) };
    return { form, results: [node.value, node.otherwise] };
  }
  const { branches, otherwise } = chainOf(node);
  const results = [...branches.map(({ then }) => then), ...(otherwise === undefined ? [] : [otherwise])];
  const last = otherwise === undefined ? {} : { otherwise: rangeOf(otherwise) };
  const cases = switchCases(branches);
  if (cases !== undefined) return { form: { kind: "switch", ...cases, ...last }, results };
  const ranges = branches.map(({ when, then }) => ({ when: rangeOf(when), then: rangeOf(then) }));
  return { form: { kind: "condition", branches: ranges, ...last }, results };
}

interface Link {
  readonly when: SyntaxNode;
  readonly then: SyntaxNode;
}

/** `a ? b : c ? d : e` is if, else if, else. */
function chainOf(node: SyntaxNode & { kind: "condition" }): { branches: Link[]; otherwise: SyntaxNode | undefined } {
  const branches: Link[] = [];
  let current: SyntaxNode | undefined = node;
  while (current?.kind === "condition") {
    branches.push({ when: current.condition, then: current.then });
    current = current.otherwise;
  }
  return { branches, otherwise: current };
}

/** Two comparisons of the same thing with constants, at least. */
function switchCases(branches: readonly Link[]): { subject: TextRange; cases: SwitchCase[] } | undefined {
  const compared = branches.map(({ when }) => comparison(when));
  const [first] = compared;
  if (branches.length < 2 || first === undefined) return undefined;
  const cases: SwitchCase[] = [];
  for (const [index, each] of compared.entries()) {
    if (each === undefined || !isSame(each.subject, first.subject)) return undefined;
    cases.push({ value: each.value, when: rangeOf(branches[index]!.when), then: rangeOf(branches[index]!.then) });
  }
  return { subject: rangeOf(first.subject), cases };
}

function comparison(node: SyntaxNode): { subject: SyntaxNode; value: JsonValue } | undefined {
  if (node.kind !== "binary" || node.operator !== "=") return undefined;
  const literal = literalValue(node.right);
  return literal === undefined ? undefined : { subject: node.left, value: literal.value };
}

/** The same syntax, wherever it stands and however it is spaced. */
const isSame = (left: SyntaxNode, right: SyntaxNode): boolean => withoutPlaces(left) === withoutPlaces(right);

const PLACES: ReadonlySet<string> = new Set(["start", "end", "position"]);

const withoutPlaces = (node: SyntaxNode): string =>
  JSON.stringify(node, (key, value: unknown) => (PLACES.has(key) ? undefined : value));
