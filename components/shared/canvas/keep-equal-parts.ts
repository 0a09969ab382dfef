import type { FlowGraph } from "./flow-graph.ts";

/**
 * The next graph with every box and line of the previous one that did not change: after an edit, what is drawn again is
 * what looks different. Fields are plain values or short lists of them.
 */
export function keepEqualParts(previous: FlowGraph | undefined, next: FlowGraph): FlowGraph {
  if (!previous) return next;
  const nodes = keepEqual(previous.nodes, next.nodes);
  const edges = keepEqual(previous.edges, next.edges);
  return nodes === previous.nodes && edges === previous.edges ? previous : { ...next, nodes, edges };
}

function keepEqual<Part extends { readonly id: string }>(before: readonly Part[], after: readonly Part[]): readonly Part[] {
  const known = new Map(before.map((part) => [part.id, part]));
  const kept = after.map((part) => {
    const old = known.get(part.id);
    return old && isEqual(old, part) ? old : part;
  });
  return kept.length === before.length && kept.every((part, index) => part === before[index]) ? before : kept;
}

function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => isEqual(one[key as keyof typeof one], other[key as keyof typeof other]))
  );
}
