import { edgeKind, type FlowDocument, type FlowEdge, type FlowNode } from "../flow/flow-document.ts";
import type { CompensationPolicy } from "./flow-plan.ts";
import { ERROR_PORT, type NodeDefinition, type NodeDefinitions, type PortSpec } from "../node-definition.ts";

/** A valid document as the compiler walks it: nodes in topological order, edges by the port they leave from. */
export interface FlowGraph {
  readonly nodes: readonly GraphNode[];
  readonly byId: ReadonlyMap<string, GraphNode>;
}

export interface GraphNode {
  readonly node: FlowNode;
  readonly definition: NodeDefinition;
  readonly ports: readonly PortSpec[];
  /** Target node ids by port; error edges under {@link ERROR_PORT}. */
  readonly targets: ReadonlyMap<string, readonly string[]>;
  readonly sources: readonly GraphSource[];
  readonly undoBy: readonly CompensationPolicy[];
  readonly isUndo: boolean;
}

interface GraphSource {
  readonly from: string;
  /** The edge leaves a port together with others. */
  readonly isFork: boolean;
}

export function buildGraph(document: FlowDocument, definitions: NodeDefinitions): FlowGraph {
  const definitionOf = (node: FlowNode): NodeDefinition => definitions.get(node.kind)!;
  const portsOf = new Map(document.nodes.map((node) => [node.id, definitionOf(node).ports((node.config ?? {}) as never)]));
  const portOf = (edge: FlowEdge): string =>
    edgeKind(edge) === "error" ? ERROR_PORT : (edge.port ?? portsOf.get(edge.from)?.[0]?.name ?? "out");
  const forward = document.edges.filter((edge) => edgeKind(edge) !== "compensation");
  const undo = document.edges.filter((edge) => edgeKind(edge) === "compensation");
  const leaving = Map.groupBy(forward, (edge) => `${edge.from}/${portOf(edge)}`);
  const arriving = Map.groupBy(forward, (edge) => edge.to);
  const undoBy = Map.groupBy(undo, (edge) => edge.from);
  const undoTargets = new Set(undo.map((edge) => edge.to));

  const toGraphNode = (node: FlowNode): GraphNode => {
    const ports = portsOf.get(node.id) ?? [];
    const names = [...ports.map((port) => port.name), ERROR_PORT];
    return {
      node,
      definition: definitionOf(node),
      ports,
      targets: new Map(names.map((name) => [name, (leaving.get(`${node.id}/${name}`) ?? []).map((edge) => edge.to)])),
      sources: (arriving.get(node.id) ?? []).map((edge) => ({
        from: edge.from,
        isFork: leaving.get(`${edge.from}/${portOf(edge)}`)!.length > 1,
      })),
      undoBy: (undoBy.get(node.id) ?? []).map(({ to, onFailure = "stop" }) => ({ nodeId: to, onFailure })),
      isUndo: undoTargets.has(node.id),
    };
  };
  const byId = new Map(document.nodes.map((node) => [node.id, toGraphNode(node)]));
  return { nodes: topological(byId), byId };
}

/** Kahn's algorithm; the document is known to have no cycle. */
function topological(byId: ReadonlyMap<string, GraphNode>): readonly GraphNode[] {
  const missing = new Map([...byId.values()].map((graphNode) => [graphNode.node.id, graphNode.sources.length]));
  const ready = [...byId.values()].filter((graphNode) => graphNode.sources.length === 0);
  const order: GraphNode[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    order.push(next);
    for (const target of [...next.targets.values()].flat()) {
      const left = missing.get(target)! - 1;
      missing.set(target, left);
      if (left === 0) ready.push(byId.get(target)!);
    }
  }
  return order;
}
