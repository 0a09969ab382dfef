import { nodesAt } from "../../expression/syntax/node-at.ts";
import { parseSyntax } from "../../expression/syntax/parse-syntax.ts";
import type { NodeKind, SyntaxNode, SyntaxTree, TextRange } from "../../expression/syntax/syntax-node.ts";
import { asOperand } from "./write-value.ts";

const BEFORE = "a.a.a.a.a.a.a.a.(";

/**
 * What is wrong with a text that is to become a value, as one sentence. It is read as it would be inside of something, where `%` has a
 * meaning; a text that closes a parenthesis it did not open is none.
 */
export function valueProblem(value: string): string | undefined {
  const alone = parseSyntax(value);
  if (alone.ok) return undefined;
  const inside = parseSyntax(`${BEFORE}${value}\n)`);
  const last = inside.ok && inside.root.kind === "path" ? inside.root.steps.at(-1) : undefined;
  const isOne = last?.kind === "block" && last.start === BEFORE.length - 1 && last.expressions.length === 1;
  return isOne ? undefined : alone.message;
}

/** Where an operator stands beside a value, or a path goes on to it. */
const OPERATORS: ReadonlySet<NodeKind> = new Set(["binary", "condition", "default", "coalesce", "apply", "negate"]);
const STEPS: ReadonlySet<NodeKind> = new Set(["object", "array", "block", "call"]);

/** The value as it must be written in place of what stands at `range`: in parentheses where it would be taken for something else. */
export function fitValue(tree: SyntaxTree, { start, end }: TextRange, value: string): string {
  const around = nodesAt(tree, start);
  const at = around.findIndex((node) => node.start === start && node.end === end);
  const parent = around[at - 1];
  if (at <= 0 || parent === undefined) return value;
  if (parent.kind === "path") return fitStep(parent.steps.indexOf(around[at]!), value);
  return OPERATORS.has(parent.kind) || isSelected(parent, around[at]!) ? asOperand(value) : value;
}

const isSelected = (parent: SyntaxNode, node: SyntaxNode): boolean => "of" in parent && parent.of === node;

/** A text in a path would be the name of a field. */
function fitStep(index: number, value: string): string {
  if (index === 0) return asOperand(value);
  const tree = parseSyntax(value);
  return tree.ok && STEPS.has(tree.root.kind) ? value : `(${value})`;
}
