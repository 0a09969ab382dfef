import type { TextEdit } from "../../expression/syntax/replace-range.ts";
import type { SyntaxNode, SyntaxTree } from "../../expression/syntax/syntax-node.ts";
import { walk } from "../../expression/syntax/visit.ts";
import type { TargetField } from "../model/mapping-model.ts";
import { traceContexts, type SourceContext } from "../model/source-context.ts";
import { pathText } from "./path-text.ts";

/**
 * Makes a field once per item of an array: `{ "sku": input.lines.sku }` becomes `[input.lines.{ "sku": sku }]`. Every path that meant
 * something outside is written so that it still means it inside.
 */
export function wrapInLoop(tree: SyntaxTree, field: TargetField, array: readonly string[]): TextEdit[] {
  const { start, end, context } = field;
  const contexts = traceContexts(tree.root);
  const inside: SourceContext = { ...context, at: array, loops: [...context.loops, { start, end, names: array }] };
  const isWhole = field.form.kind === "object" || tree.text[start] === "(";
  const moved: TextEdit[] = [];
  walk(tree.root, (node, parents) => {
    if (node.end <= start || node.start >= end) return false;
    if (node.start < start || node.end > end || !isSameContext(contexts.get(node), context)) return true;
    const edit = rewrite(node, parents, context, inside);
    if (edit !== undefined) moved.push(edit);
    return !(edit !== undefined && edit.start === node.start && edit.end === node.end);
  });
  return [
    { start, end: start, text: `[${pathText(array, context)}.${isWhole ? "" : "("}` },
    ...moved,
    { start: end, end, text: `${isWhole ? "" : ")"}]` },
  ];
}

/** Contexts inside a value that say the same as the one around it. */
const isSameContext = (one: SourceContext | undefined, other: SourceContext): boolean =>
  one !== undefined && one.loops.length === other.loops.length && one.at?.join("\n") === other.at?.join("\n");

/** The start of a path: the names it begins with, up to the first that is filtered. */
function rewrite(
  node: SyntaxNode,
  parents: readonly SyntaxNode[],
  outer: SourceContext,
  inner: SourceContext,
): TextEdit | undefined {
  const parent = parents.at(-1);
  const isLaterStep = parent?.kind === "path" && parent.steps[0] !== node;
  const isKey = parent?.kind === "object" && parent.pairs.some(({ key }) => key === node && key.kind === "string");
  if (isLaterStep || isKey || outer.at === undefined) return undefined;
  if (node.kind === "variable" && node.name === "") return { start: node.start, end: node.end, text: pathText(outer.at, inner) };
  if (node.kind === "name" && parent?.kind !== "path")
    return { start: node.start, end: node.end, text: pathText([...outer.at, node.name], inner) };
  if (node.kind !== "path") return undefined;
  const names = leadingNames(node.steps);
  const last = node.steps[names.length - 1];
  if (last === undefined) return undefined;
  return { start: node.start, end: last.end, text: pathText([...outer.at, ...names], inner) };
}

function leadingNames(steps: readonly SyntaxNode[]): string[] {
  const names: string[] = [];
  for (const step of steps) {
    if (step.kind !== "name") return names;
    names.push(step.name);
  }
  return names;
}
