import type { FocusNode, SyntaxNode, TextRange } from "../../expression/syntax/syntax-node.ts";
import type { JoinSource, Selection } from "./mapping-model.ts";

/** A step of a path that only picks: a name with or without filter, order, index. */
export function isPlainStep(node: SyntaxNode): boolean {
  switch (node.kind) {
    case "filter":
    case "keepArray":
    case "index":
    case "focus":
    case "sort":
      return isPlainStep(node.of);
    case "path":
      return node.steps.every(isPlainStep);
    case "name":
    case "string":
    case "variable":
    case "wildcard":
    case "descendant":
    case "parent":
      return true;
    default:
      return false;
  }
}

/** The steps of a path or of what wraps one, each with what stands around it: `a.b^(c).d` is `a`, `b` and `d`, with an order between. */
function stepsOf(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.kind === "path") return node.steps.flatMap(stepsOf);
  if (node.kind === "sort") return [...stepsOf(node.of), node];
  return [node];
}

/** Which items of an array are taken, and in which order. `source` is the range the array has in the text. */
export function selectionOf(nodes: readonly SyntaxNode[], source: TextRange): Selection {
  const filters: TextRange[] = [];
  const order: { by: TextRange; isDescending: boolean }[] = [];
  for (const step of nodes.flatMap(stepsOf)) {
    for (let inner = step; ;) {
      if (inner.kind === "filter") filters.unshift(rangeOf(inner.predicate));
      if (inner.kind === "sort") order.push(...inner.terms.map(({ by, isDescending }) => ({ by: rangeOf(by), isDescending })));
      if (!isWrapper(inner) || inner.kind === "sort") break;
      inner = inner.of;
    }
  }
  return { source, filters, order };
}

/** What a path binds by `@$v`, with the filters that say which items belong together. */
export function joinSourcesOf(nodes: readonly SyntaxNode[]): JoinSource[] {
  return nodes.flatMap(stepsOf).flatMap((step) => {
    const filters: TextRange[] = [];
    let inner = step;
    while (isWrapper(inner) && inner.kind !== "sort") {
      if (inner.kind === "focus") return [joinSource(inner, filters)];
      if (inner.kind === "filter") filters.unshift(rangeOf(inner.predicate));
      inner = inner.of;
    }
    return [];
  });
}

const joinSource = ({ of, variable }: FocusNode, filters: readonly TextRange[]): JoinSource => ({
  range: rangeOf(of),
  variable: variable.name,
  filters,
});

type Wrapper = Extract<SyntaxNode, { kind: "filter" | "keepArray" | "index" | "focus" | "sort" }>;

const isWrapper = (node: SyntaxNode): node is Wrapper => ["filter", "keepArray", "index", "focus", "sort"].includes(node.kind);

export const rangeOf = ({ start, end }: TextRange): TextRange => ({ start, end });
