import { completeExpression, type Completion } from "#components/shared/expression/complete-expression.ts";
import type { ExpressionScope } from "#components/shared/expression/scope-fields.ts";

const MAX = 40;

/** Completions for what is typed before the caret: those that begin so, then those that hold it. */
export function narrowCompletions(source: string, offset: number, scope: ExpressionScope): readonly Completion[] {
  const all = completeExpression(source, offset, scope);
  const typed = (all[0] ? source.slice(all[0].start, offset) : "").toLowerCase();
  if (typed === "") return all.filter(({ kind }) => kind === "field").slice(0, MAX);
  const named = all.map((item) => ({ item, at: item.label.toLowerCase().indexOf(typed) })).filter(({ at }) => at >= 0);
  const sorted = named.toSorted((left, right) => Math.sign(left.at) - Math.sign(right.at)).map(({ item }) => item);
  const isDone = sorted.length === 1 && sorted[0]!.insert.toLowerCase() === typed;
  return isDone ? [] : sorted.slice(0, MAX);
}

/** The text with a completion in place, and where the caret goes. */
export function complete(
  source: string,
  { start, end, insert }: Completion,
): { readonly source: string; readonly caret: number } {
  return { source: source.slice(0, start) + insert + source.slice(end), caret: start + insert.length };
}
