import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { RunStatus } from "#engine/core/machine/run-event.ts";
import type { EdgeRunState } from "#components/shared/canvas/flow-edge.tsx";
import type { FlowGraph, GraphEdge, GraphNode } from "#components/shared/canvas/flow-graph.ts";
import type { NodeRunState, StepState } from "#components/shared/canvas/step-state.ts";
import type { RunView, StepView } from "./run-view.ts";

/** A run laid over its drawing: what each node and edge of the canvas shows. */
export interface RunProjection {
  readonly nodes: Readonly<Record<string, NodeRunState>>;
  readonly edges: Readonly<Record<string, EdgeRunState>>;
  readonly status: RunStatus;
}

const ACTIVE: ReadonlySet<StepState> = new Set(["running", "waiting", "approval", "form", "retrying"]);

/**
 * Steps that only compute are recorded when they end, and calls with the checkpoint after them. So a node whose incoming
 * edge was taken and that has no record yet is what the engine is working on now: it shows as running, a join as waiting
 * for its other branches. Parts that did not change keep their identity, so the canvas draws only what moved.
 */
export function projectRun(view: RunView, graph: FlowGraph, document: FlowDocument, previous?: RunProjection): RunProjection {
  const steps = Object.values(view.steps);
  const taken = countTaken(steps, graph);
  const maxAttempts = new Map(document.nodes.map((node) => [node.id, node.retry?.maxAttempts]));
  const nodes: Record<string, NodeRunState> = {};
  for (const node of graph.nodes) {
    const own = steps.filter((step) => step.nodeId === node.id);
    const next = nodeState(node, own, arrivals(node, graph, taken), view, maxAttempts.get(node.id));
    nodes[node.id] = keepIfEqual(previous?.nodes[node.id], next);
  }
  const edges: Record<string, EdgeRunState> = {};
  for (const edge of graph.edges) edges[edge.id] = keepIfEqual(previous?.edges[edge.id], edgeState(edge, taken, nodes, view));
  return { nodes, edges, status: statusOf(view, Object.values(nodes)) };
}

function countTaken(steps: readonly StepView[], graph: FlowGraph): ReadonlyMap<string, number> {
  const taken = new Map<string, number>();
  for (const step of steps)
    for (const edge of graph.edges) if (wasTaken(edge, step, graph)) taken.set(edge.id, (taken.get(edge.id) ?? 0) + 1);
  return taken;
}

function wasTaken(edge: GraphEdge, step: StepView, graph: FlowGraph): boolean {
  if (edge.from !== step.nodeId) return false;
  if (edge.kind === "error") return step.state === "failed";
  if (edge.kind === "compensation") return step.state === "undone";
  if (step.state !== "completed" && step.state !== "undone") return false;
  const node = graph.nodes.find(({ id }) => id === step.nodeId);
  return !node || node.ports.length === 0 || edge.port === (step.port ?? node.defaultPort);
}

const arrivals = (node: GraphNode, graph: FlowGraph, taken: ReadonlyMap<string, number>): number =>
  graph.edges
    .filter(({ to, kind }) => to === node.id && kind !== "compensation")
    .reduce((sum, { id }) => sum + (taken.get(id) ?? 0), 0);

function nodeState(
  node: GraphNode,
  steps: readonly StepView[],
  arrived: number,
  view: RunView,
  maxAttempts: number | undefined,
): NodeRunState {
  if (!view.ended && isExpected(node, steps, arrived)) return { state: expectedState(node, view), attempt: 1 };
  const step = steps.findLast(({ state }) => ACTIVE.has(state)) ?? steps.at(-1);
  if (!step) return { state: view.ended ? "skipped" : "idle", attempt: 0 };
  const last = step.attempts.at(-1);
  return {
    state: step.state === "failed" && node.hasErrorEdge ? "handled" : step.state,
    attempt: last?.attempt ?? 1,
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(step.state === "retrying" && step.retryAt !== undefined ? { retryAt: step.retryAt } : {}),
    ...(last?.endedAt === undefined ? {} : { durationMs: Date.parse(last.endedAt) - Date.parse(last.startedAt) }),
    ...(step.undoNumber === undefined ? {} : { undoNumber: step.undoNumber }),
  };
}

/** The run came to the node more often than it recorded steps there; a join makes one step of all arrivals. */
const isExpected = (node: GraphNode, steps: readonly StepView[], arrived: number): boolean =>
  arrived > 0 && (node.kind === "join" ? steps.length === 0 : steps.length < arrived);

function expectedState(node: GraphNode, view: RunView): StepState {
  if (view.isCompensating) return "idle";
  return node.kind === "join" ? "waiting" : "running";
}

function edgeState(
  edge: GraphEdge,
  taken: ReadonlyMap<string, number>,
  nodes: Readonly<Record<string, NodeRunState>>,
  view: RunView,
): EdgeRunState {
  const target = nodes[edge.to]?.state;
  const count = taken.get(edge.id) ?? 0;
  const isUndoing = edge.kind === "compensation" && target === "running" && nodes[edge.from]?.state === "completed";
  const undoNumber = edge.kind === "compensation" ? nodes[edge.from]?.undoNumber : undefined;
  return {
    taken: count,
    flowing: view.ended === undefined && (isUndoing || (count > 0 && edge.kind !== "compensation" && target === "running")),
    ...(undoNumber === undefined ? {} : { undoNumber }),
  };
}

function statusOf(view: RunView, nodes: readonly NodeRunState[]): RunStatus {
  if (view.ended) return view.ended;
  if (view.seq === 0) return "queued";
  if (view.isCompensating) return "compensating";
  const isParked = nodes.some(
    ({ state }) => state === "waiting" || state === "approval" || state === "form" || state === "retrying",
  );
  return isParked && !nodes.some(({ state }) => state === "running") ? "waiting" : "running";
}

function keepIfEqual<Value extends NodeRunState | EdgeRunState>(previous: Value | undefined, next: Value): Value {
  return previous !== undefined && JSON.stringify(previous) === JSON.stringify(next) ? previous : next;
}
