import type { FlowGraph } from "./flow-graph.ts";

/** For each join, the nodes from which it can still be reached, by flow and error edges alike. */
export function joinReach(graph: FlowGraph): ReadonlyMap<string, readonly string[]> {
  const joins = graph.nodes.filter((graphNode) => graphNode.definition.behavior === "join").map((graphNode) => graphNode.node.id);
  return new Map(joins.map((join) => [join, nodesBefore(join, graph)]));
}

function nodesBefore(join: string, graph: FlowGraph): readonly string[] {
  const seen = new Set<string>();
  const pending = [join];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { from } of graph.byId.get(next)!.sources) {
      if (!seen.has(from)) {
        seen.add(from);
        pending.push(from);
      }
    }
  }
  return [...seen].sort();
}
