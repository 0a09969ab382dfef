import type { FlowGraph, GraphNode } from "./flow-graph.ts";

/**
 * Assigns every node to the chain it belongs to, named after the chain's entry node. A node begins a chain when nothing
 * leads to it, when it is a join, when it stands behind a fork, or when different chains lead to it; otherwise it
 * continues the chain of its predecessors. One pass in topological order; every node is in exactly one chain.
 */
export function cutChains(graph: FlowGraph): ReadonlyMap<string, string> {
  const chainOf = new Map<string, string>();
  for (const graphNode of graph.nodes) {
    if (graphNode.isUndo) continue;
    chainOf.set(graphNode.node.id, isEntry(graphNode, chainOf) ? graphNode.node.id : chainOf.get(graphNode.sources[0]!.from)!);
  }
  return chainOf;
}

function isEntry({ definition, sources }: GraphNode, chainOf: ReadonlyMap<string, string>): boolean {
  if (definition.behavior === "join" || sources.length === 0 || sources.some((source) => source.isFork)) return true;
  return new Set(sources.map((source) => chainOf.get(source.from))).size > 1;
}
