import type { GraphEdge } from "./flow-graph.ts";
import { childrenOf, type Tree } from "./node-tree.ts";

/**
 * In which order a run that came through the whole flow would undo its steps, by the node whose compensation it is, from 1:
 * last in, first out. What can come after a step is undone before it. Steps of which neither comes after the other, such as
 * those of two branches, have the same number: which of them goes first shows only in a run. So have the nodes of a container
 * among `unordered`, whose steps are undone side by side. What comes before a pivot is counted for itself: once the run is
 * past it, none of that is undone.
 */
export function undoOrder(
  edges: readonly Pick<GraphEdge, "from" | "to" | "kind">[],
  tree: Tree,
  pivots: ReadonlySet<string> = new Set(),
  unordered: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, number> {
  const undone = new Set(edges.flatMap(({ from, kind }) => (kind === "compensation" ? [from] : [])));
  if (undone.size === 0) return new Map();
  const onward = Map.groupBy(
    edges.filter(({ from, kind }) => kind === "error" || (kind === "flow" && !pivots.has(from))),
    ({ from }) => from,
  );
  const goesOn = new Set(edges.flatMap(({ from, kind }) => (kind === "flow" ? [from] : [])));
  /** How many undos in a row come before that of the node. A half-drawn circle counts for nothing. */
  const known = new Map<string, number>();
  const before = (id: string): number => {
    const found = known.get(id);
    if (found !== undefined) return found;
    known.set(id, 0);
    const parent = tree.parents.get(id);
    const isUnordered = parent !== undefined && unordered.has(parent);
    const next = isUnordered ? [] : (onward.get(id) ?? []).flatMap(({ to }) => [to, ...inside(to, tree)]);
    // After the last of a body comes what follows its container.
    const isLast = isUnordered || !goesOn.has(id);
    const reached = parent === undefined || pivots.has(id) || !isLast ? next : [...next, parent];
    const longest = reached.reduce((most, to) => Math.max(most, before(to) + Number(undone.has(to))), 0);
    known.set(id, longest);
    return longest;
  };
  return new Map([...undone].map((id) => [id, before(id) + 1]));
}

const inside = (id: string, tree: Tree): readonly string[] =>
  childrenOf(tree, id).flatMap((child) => [child, ...inside(child, tree)]);
