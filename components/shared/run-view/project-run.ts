import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { RunStatus } from "#engine/core/machine/run-event.ts";
import type { EdgeRunState } from "#components/shared/canvas/flow-edge.tsx";
import type { FlowGraph, GraphEdge, GraphNode } from "#components/shared/canvas/flow-graph.ts";
import type { BodyProgress, NodeRunState, StepState, VisitCounts } from "#components/shared/canvas/step-state.ts";
import {
  itemsRunning,
  itemState,
  lastStep,
  stepOf,
  type BodyTrace,
  type NodeTrace,
  type RunView,
  type StepView,
} from "./run-view.ts";
import { at } from "./sparse-list.ts";

/** A run laid over its drawing: what each node and edge of the canvas shows. */
export interface RunProjection {
  readonly nodes: Readonly<Record<string, NodeRunState>>;
  readonly edges: Readonly<Record<string, EdgeRunState>>;
  readonly status: RunStatus;
}

/** The item or turn looked at: nodes of its body show what they did for it alone. */
export interface ChosenItem {
  readonly body: string;
  readonly index: number;
}

/**
 * Steps that only compute are recorded when they end, and calls with the checkpoint after them. So a node whose incoming
 * edge was taken and that has no record yet is what the engine is working on now: it shows as running, a join as waiting
 * for its other branches. Parts that did not change keep their identity, so the canvas draws only what moved.
 */
export function projectRun(
  view: RunView,
  graph: FlowGraph,
  document: FlowDocument,
  previous?: RunProjection,
  chosen?: ChosenItem,
): RunProjection {
  const looked = lookAt(view, graph, chosen);
  const taken = new Map(graph.edges.map((edge) => [edge.id, timesTaken(edge, looked.get(edge.from))]));
  const arrivals = countArrivals(graph, looked, taken, view);
  const maxAttempts = new Map(document.nodes.map((node) => [node.id, node.retry?.maxAttempts]));
  const nodes: Record<string, NodeRunState> = {};
  for (const node of graph.nodes) {
    const next = nodeState(looked.get(node.id)!, arrivals.get(node.id) ?? 0, view, maxAttempts.get(node.id));
    nodes[node.id] = keepIfEqual(previous?.nodes[node.id], next);
  }
  const edges: Record<string, EdgeRunState> = {};
  for (const edge of graph.edges) edges[edge.id] = keepIfEqual(previous?.edges[edge.id], edgeState(edge, taken, nodes, view));
  return { nodes, edges, status: statusOf(view, Object.values(nodes)) };
}

/** How often the run has come to each node: over the ways that lead there, or with the turns of its container. */
function countArrivals(
  graph: FlowGraph,
  looked: ReadonlyMap<string, Look>,
  taken: ReadonlyMap<string, number>,
  view: RunView,
): ReadonlyMap<string, number> {
  const arrivals = new Map<string, number>();
  const entered = new Set(graph.edges.map(({ to }) => to));
  for (const { id, to, kind } of graph.edges)
    if (kind !== "compensation") arrivals.set(to, (arrivals.get(to) ?? 0) + (taken.get(id) ?? 0));
  for (const { id, parent } of graph.nodes)
    if (parent !== undefined && !entered.has(id)) arrivals.set(id, turnsBegun(looked.get(parent), looked.get(id), view));
  return arrivals;
}

function turnsBegun(container: Look | undefined, inside: Look | undefined, view: RunView): number {
  if (!container?.step) return 0;
  const body = view.bodies[container.step.key];
  if (!body) return container.step.state === "running" ? container.steps : 0;
  if (body.outcome) return 0;
  if (inside?.isOne) return Number(inside.isBegun);
  return body.done + body.failed + itemsRunning(body);
}

/** A node as it is looked at: all of its steps, or the one of the chosen item. */
interface Look {
  readonly node: GraphNode;
  readonly trace?: NodeTrace | undefined;
  /** The step shown: one without an outcome before the others. */
  readonly step?: StepView | undefined;
  readonly steps: number;
  /** Of the chosen item: no other step counts. */
  readonly isOne: boolean;
  /** The chosen item is being worked on. */
  readonly isBegun: boolean;
  readonly total?: number | undefined;
  readonly progress?: BodyProgress | undefined;
}

function lookAt(view: RunView, graph: FlowGraph, chosen: ChosenItem | undefined): ReadonlyMap<string, Look> {
  const busy = new Map(Object.values(view.open).map((step) => [step.nodeId, step]));
  const owner = chosen?.body.slice(0, chosen.body.lastIndexOf("#"));
  const chosenBody = chosen && view.bodies[chosen.body];
  const item = chosenBody && at(chosenBody.items, chosen.index);
  const isBegun = chosen !== undefined && chosenBody !== undefined && itemState(chosenBody, chosen.index) === "running";
  const own = new Map(item?.steps.map((name) => [name.nodeId, stepOf(view, name)]));
  const parents = new Map(graph.nodes.map((node) => [node.id, node]));
  const looks = new Map<string, Look>();
  for (const node of graph.nodes) {
    const trace = view.nodes[node.id];
    const isOne = owner !== undefined && ownerOf(node, parents, view) === owner;
    const step = isOne ? own.get(node.id) : (busy.get(node.id) ?? lastStep(view, node.id));
    const steps = isOne ? Number(step !== undefined) : (trace?.steps.count ?? 0);
    const body = step && view.bodies[step.key];
    const total = isOne ? undefined : totalFor(node, parents, view);
    const progress = body ? progressOf(body, chosen) : passOf(node, step);
    looks.set(node.id, { node, trace, step, steps, isOne, isBegun, total, progress });
  }
  return looks;
}

/** The container whose turns a node's steps are counted by, as far as the run has opened one. */
function ownerOf(node: GraphNode, nodes: ReadonlyMap<string, GraphNode>, view: RunView): string | undefined {
  for (let id = node.parent; id !== undefined; id = nodes.get(id)?.parent)
    if (nodes.get(id)?.kind !== "block" || view.bodies[`${id}#1`]) return id;
  return undefined;
}

function totalFor(node: GraphNode, nodes: ReadonlyMap<string, GraphNode>, view: RunView): number | undefined {
  const owner = ownerOf(node, nodes, view);
  const trace = owner === undefined ? undefined : view.nodes[owner];
  return owner !== undefined && trace?.steps.count === 1 ? view.bodies[`${owner}#1`]?.total : undefined;
}

const passOf = ({ kind }: GraphNode, step: StepView | undefined): BodyProgress | undefined =>
  kind === "block" && step ? { unit: "pass", done: 0, failed: 0, running: 0, retrying: 0 } : undefined;

const progressOf = (body: BodyTrace, chosen: ChosenItem | undefined): BodyProgress => ({
  unit: body.unit,
  done: body.done,
  failed: body.failed,
  running: itemsRunning(body),
  retrying: body.retrying,
  ...(body.total === undefined ? {} : { total: body.total }),
  ...(chosen?.body === body.key ? { chosen: chosen.index } : {}),
  ...(body.concurrency === undefined ? {} : { concurrency: body.concurrency }),
});

function timesTaken({ kind, port }: GraphEdge, look: Look | undefined): number {
  if (!look) return 0;
  const { failed = 0, undone = 0, late = 0 } = look.isOne ? statesOf(look.step) : (look.trace?.states ?? {});
  if (kind === "error") return failed + late;
  if (kind === "compensation") return undone;
  const left = look.isOne ? leftOf(look.step) : (look.trace?.left ?? {});
  const { node } = look;
  if (node.ports.length === 0) return Object.values(left).reduce((sum, times) => sum + times, 0);
  return (left[port] ?? 0) + (port === node.defaultPort ? (left[""] ?? 0) : 0);
}

const statesOf = (step: StepView | undefined): NodeTrace["states"] => (step ? { [step.state]: 1 } : {});
const leftOf = (step: StepView | undefined): NodeTrace["left"] =>
  step?.state === "completed" || step?.state === "undone" ? { [step.port ?? ""]: 1 } : {};

function nodeState(look: Look, arrived: number, view: RunView, maxAttempts: number | undefined): NodeRunState {
  const { node, step } = look;
  const counts = countsOf(look);
  const isBehind = isExpected(look, arrived);
  if (!view.ended && !counts && isBehind) return { state: expectedState(node, view), attempt: 1 };
  if (!step) return { state: view.ended ? "skipped" : "idle", attempt: 0 };
  const attempt = step.attempts.at(-1);
  return {
    state: shownState(look, step, view, counts, isBehind && !view.isCompensating),
    attempt: attempt?.attempt ?? 1,
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...(step.state === "retrying" && step.retryAt !== undefined ? { retryAt: step.retryAt } : {}),
    ...(attempt?.endedAt === undefined ? {} : { durationMs: Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt) }),
    ...(step.undoNumber === undefined ? {} : { undoNumber: step.undoNumber }),
    ...(look.progress === undefined ? {} : { progress: look.progress }),
    ...(step.childRunId === undefined ? {} : { childRunId: step.childRunId }),
    ...(counts === undefined ? {} : { counts }),
  };
}

/** A node in a body is come to once for each item: one state cannot say how that went, figures can. */
function countsOf({ node, isOne, trace, total, steps, step }: Look): VisitCounts | undefined {
  if (isOne || !trace || step?.item === undefined || (steps < 2 && total === undefined)) return undefined;
  const { completed = 0, failed = 0, late = 0, undone = 0, running = 0, waiting = 0, retrying = 0 } = trace.states;
  const underWay = running + waiting + retrying;
  // Of other nodes the container around them says it.
  const beside = node.undoRole === "undo" && underWay > 1 ? { underWay } : {};
  const counts = { done: completed + undone, failed: failed + late, undone, ...beside };
  return total === undefined ? counts : { ...counts, total };
}

function shownState(
  { node, trace }: Look,
  step: StepView,
  view: RunView,
  counts: VisitCounts | undefined,
  isBehind: boolean,
): StepState {
  if (view.paused && (step.state === "retrying" || step.state === "waiting")) return "held";
  if (counts && isBehind && !view.ended) return "running";
  if (counts && !isUnfinished(step.state)) return settledState(counts, trace, node);
  return step.state === "failed" && node.hasErrorEdge ? "handled" : step.state;
}

const isUnfinished = (state: StepState): boolean =>
  state === "running" || state === "waiting" || state === "approval" || state === "retrying" || state === "undecided";

function settledState({ failed, undone, done }: VisitCounts, trace: NodeTrace | undefined, node: GraphNode): StepState {
  if (failed > 0) return node.hasErrorEdge ? "handled" : "failed";
  if (undone > 0) return "undone";
  return done > 0 ? "completed" : (trace?.states.lost ?? 0) > 0 ? "lost" : "canceled";
}

/** The run came to the node more often than it recorded steps there; a join makes one step of all arrivals. */
const isExpected = ({ node, steps }: Look, arrived: number): boolean =>
  arrived > 0 && (node.kind === "join" ? steps === 0 : steps < arrived);

function expectedState(node: GraphNode, view: RunView): StepState {
  if (view.isCompensating) return "idle";
  if (view.paused) return "held";
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
  const isUndoing = edge.kind === "compensation" && target === "running" && isPartlyDone(nodes[edge.from]);
  const undoNumber = edge.kind === "compensation" && count < 2 ? nodes[edge.from]?.undoNumber : undefined;
  const isFlowing = isUndoing || (count > 0 && edge.kind !== "compensation" && target === "running");
  return {
    taken: count,
    flowing: view.ended === undefined && view.paused === undefined && isFlowing,
    ...(undoNumber === undefined ? {} : { undoNumber }),
  };
}

/** Not all of what the node did has been undone. */
const isPartlyDone = (node: NodeRunState | undefined): boolean =>
  node?.counts ? node.counts.undone < node.counts.done : node?.state === "completed";

/** A container works as long as its body does, so it says nothing of whether the run waits. */
function statusOf(view: RunView, nodes: readonly NodeRunState[]): RunStatus {
  if (view.ended) return view.ended;
  if (view.seq === 0) return "queued";
  if (view.paused) return "paused";
  const is = (...states: readonly StepState[]): boolean =>
    nodes.some(({ state, progress }) => !progress && states.includes(state));
  const isBusy = is("running");
  if (is("undecided") && !isBusy) return "needs_decision";
  if (view.isCompensating) return "compensating";
  return is("waiting", "approval", "form", "retrying") && !isBusy ? "waiting" : "running";
}

function keepIfEqual<Value extends NodeRunState | EdgeRunState>(previous: Value | undefined, next: Value): Value {
  return previous !== undefined && JSON.stringify(previous) === JSON.stringify(next) ? previous : next;
}
