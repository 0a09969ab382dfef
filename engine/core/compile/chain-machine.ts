import { ERROR_PORT } from "../node-definition.ts";
import type { ChainAction, ChainMachine, ChainState, ChainTransition } from "./flow-plan.ts";
import type { FlowGraph, GraphNode } from "./flow-graph.ts";

/** The XState config of one chain: a state per node, and a final state per way the chain can end. */
export function chainMachine(entry: string, graph: FlowGraph, chainOf: ReadonlyMap<string, string>): ChainMachine {
  const states: Record<string, ChainState> = {};
  for (const graphNode of graph.nodes) {
    if (chainOf.get(graphNode.node.id) === entry) addNodeStates(states, graphNode, graph, chainOf);
  }
  return { id: entry, initial: entry, states };
}

function addNodeStates(
  states: Record<string, ChainState>,
  graphNode: GraphNode,
  graph: FlowGraph,
  chainOf: ReadonlyMap<string, string>,
): void {
  const { node, ports } = graphNode;
  const leaveBy = (port: string): string => {
    const targets = graphNode.targets.get(port) ?? [];
    const [only] = targets;
    if (targets.length === 1 && only !== undefined && chainOf.get(only) !== only) return only;
    // `$` cannot stand in a node id, so these names never meet a node's.
    const name = `$${node.id}$${port}`;
    states[name] = { type: "final", entry: [endOfChain(graphNode, port, targets, graph)] };
    return name;
  };
  const completed: ChainTransition[] = ports.map((port, index) => ({
    target: leaveBy(port.name),
    ...(index === 0 && ports.length === 1 ? {} : { guard: { type: "port", params: { port: port.name } } as const }),
  }));
  const failed: ChainTransition[] = canFail(graphNode) ? [{ target: leaveBy(ERROR_PORT) }] : [];
  states[node.id] = {
    entry: [{ type: "runStep", params: { nodeId: node.id } }],
    on: {
      ...(completed.length > 0 ? { "step.completed": completed } : {}),
      ...(failed.length > 0 ? { "step.failed": failed } : {}),
    },
  };
}

function canFail({ node, definition }: GraphNode): boolean {
  if (definition.behavior === "join") return definition.branchesNeeded?.(node.config ?? {}) !== undefined;
  return definition.behavior !== "trigger";
}

function endOfChain({ node, ports }: GraphNode, port: string, targets: readonly string[], graph: FlowGraph): ChainAction {
  const isJoin = (id: string): boolean => graph.byId.get(id)!.definition.behavior === "join";
  if (targets.length > 0) {
    const chains = targets.filter((target) => !isJoin(target));
    return { type: "continueAs", params: { from: node.id, chains, joins: targets.filter(isJoin) } };
  }
  if (port === ERROR_PORT) return { type: "failScope", params: { nodeId: node.id } };
  const spec = ports.find((candidate) => candidate.name === port);
  if (spec?.whenUnconnected !== "fail") return { type: "endBranch", params: { nodeId: node.id } };
  const code = spec.failureCode ?? `${node.kind}/${port}`;
  return { type: "failScope", params: { nodeId: node.id, unconnected: { port, code } } };
}
