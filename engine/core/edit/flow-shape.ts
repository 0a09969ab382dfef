import { edgeKind, type FlowEdge, type FlowNode } from "../flow/flow-document.ts";

/** Whether forward edges (flow and error) lead from one node to another, by any way; a node reaches itself. */
export function isReachable(edges: readonly FlowEdge[], from: string, to: string): boolean {
  const following = Map.groupBy(
    edges.filter((edge) => edgeKind(edge) !== "compensation"),
    (edge) => edge.from,
  );
  const seen = new Set([from]);
  for (const id of seen) {
    if (id === to) return true;
    for (const edge of following.get(id) ?? []) seen.add(edge.to);
  }
  return false;
}

/** Whether `id` is `container` or stands inside it, at any depth. */
export function isInside(nodes: readonly FlowNode[], id: string, container: string): boolean {
  const parents = new Map(nodes.map((node) => [node.id, node.parent]));
  const seen = new Set<string>();
  for (let at: string | undefined = id; at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === container) return true;
    seen.add(at);
  }
  return false;
}

/** The given nodes and everything inside them, in the order of the document. */
export function withBodies(nodes: readonly FlowNode[], ids: Iterable<string>): readonly FlowNode[] {
  const chosen = new Set(ids);
  const bodies = Map.groupBy(nodes, ({ parent }) => parent);
  for (const id of chosen) for (const child of bodies.get(id) ?? []) chosen.add(child.id);
  return nodes.filter(({ id }) => chosen.has(id));
}
