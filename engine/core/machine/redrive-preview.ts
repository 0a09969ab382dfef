import type { FlowPlan } from "../compile/flow-plan.ts";
import type { EffectClass } from "../node-definition.ts";
import type { RunEvent } from "./run-event.ts";
import { stepKey, type RunState } from "./run-state.ts";

/** What going back to an earlier moment means, before anybody does it. */
export interface RedrivePreview {
  readonly toSeq: number;
  /** Steps that had completed by then: their outputs are used again and nothing is called. */
  readonly reused: readonly StepRef[];
  /** Steps that completed after it and whose work would be done again. */
  readonly repeated: readonly RepeatedStep[];
  /** Nodes that may call out on the way, in the order of the flow. */
  readonly called: readonly { readonly nodeId: string; readonly label: string; readonly effect: EffectClass }[];
  /** Steps that had completed by then but were undone since: reusing them would build on what is no longer there. */
  readonly undoneSince: readonly StepRef[];
}

export interface StepRef {
  readonly nodeId: string;
  readonly visit: number;
  readonly item?: number;
}

export interface RepeatedStep extends StepRef {
  /** It had called out: a repeat is a second effect unless it was undone. */
  readonly effect?: EffectClass;
  readonly undone: boolean;
}

export function previewRedrive(plan: FlowPlan, state: RunState, events: readonly RunEvent[], toSeq: number): RedrivePreview {
  const undone = undoneKeys(events);
  const isUndone = ({ nodeId, visit }: StepRef): boolean => undone.has(stepKey(nodeId, visit));
  const then = livingEvents(events.filter(({ seq }) => seq <= toSeq));
  const before = completedSteps(plan, then);
  const after = completedSteps(
    plan,
    livingEvents(events).filter(({ seq }) => seq > toSeq),
  );
  return {
    toSeq,
    reused: before,
    repeated: after.map((step) => ({ ...step, ...effectOf(plan, step.nodeId), undone: isUndone(step) })),
    called: reachableCalls(plan, state),
    undoneSince: before.filter(isUndone),
  };
}

/** Steps of the flow that completed; those a fork took over from its original first. */
function completedSteps(plan: FlowPlan, events: readonly RunEvent[]): readonly StepRef[] {
  const belongs = ({ nodeId }: StepRef): boolean => plan.nodes[nodeId]?.chain !== undefined;
  return events.flatMap((event) => (event.type === "step.completed" ? [toRef(event)] : takenOver(event))).filter(belongs);
}

function takenOver(event: RunEvent): readonly StepRef[] {
  if (event.type !== "run.started" || !event.data.fork) return [];
  const { outputs, visits, trigger } = event.data.fork.state as unknown as RunState;
  return Object.keys(outputs).flatMap((nodeId) => (nodeId === trigger ? [] : [{ nodeId, visit: visits[nodeId] ?? 1 }]));
}

/** What still counts of a history: going back in time leaves behind what had happened since the event gone back to. */
export function livingEvents(events: readonly RunEvent[]): readonly RunEvent[] {
  let living: RunEvent[] = [];
  for (const event of events) {
    if (event.type === "run.rewound") living = living.filter(({ seq }) => seq <= event.data.toSeq);
    living.push(event);
  }
  return living;
}

const undoneKeys = (events: readonly RunEvent[]): ReadonlySet<string> =>
  new Set(events.flatMap((event) => (event.type === "step.undone" ? [stepKey(event.data.nodeId, event.data.visit)] : [])));

const toRef = ({ nodeId, visit, item }: Extract<RunEvent, { type: "step.completed" }>): StepRef => ({
  nodeId,
  visit,
  ...(item === undefined ? {} : { item }),
});

function effectOf(plan: FlowPlan, nodeId: string): { effect?: EffectClass } {
  const effect = plan.nodes[nodeId]?.effect;
  return effect === undefined ? {} : { effect };
}

/** Nodes that call out and can still be come to from where the run stands then. */
function reachableCalls(plan: FlowPlan, state: RunState): RedrivePreview["called"] {
  const reached = reachedFrom(plan, state);
  return Object.values(plan.nodes).flatMap(({ id, label, effect }) =>
    reached.has(id) && effect !== undefined ? [{ nodeId: id, label, effect }] : [],
  );
}

/** Nodes the run stands at, and those it can still come to. */
export function reachedFrom(plan: FlowPlan, { active }: RunState): ReadonlySet<string> {
  const reached = new Set(Object.values(active).map(({ nodeId }) => nodeId));
  for (const nodeId of reached) for (const next of followers(plan, nodeId)) reached.add(next);
  return reached;
}

function followers(plan: FlowPlan, nodeId: string): readonly string[] {
  const node = plan.nodes[nodeId]!;
  const machine = node.chain === undefined ? undefined : plan.chains[node.chain];
  const targets = Object.values(machine?.states[nodeId]?.on ?? {}).flatMap((transitions) =>
    transitions.map(({ target }) => target),
  );
  const next = targets.flatMap((target) => {
    const [action] = machine!.states[target]!.entry;
    if (action.type === "runStep") return [action.params.nodeId];
    return action.type === "continueAs" ? [...action.params.chains, ...action.params.joins] : [];
  });
  const body = plan.bodies[nodeId]?.entries ?? [];
  return [...next, ...body];
}

export type RedriveFrom =
  | { readonly from: "failure" }
  | { readonly from: "start" }
  | { readonly from: "node"; readonly nodeId: string }
  | { readonly from: "event"; readonly seq: number };

/**
 * The event to go back to. From a failure: right before the step that failed ended, with everything its parallel
 * branches had done by then; when steps were undone since, before the first of those completed. From a node: before its
 * last visit. `undefined` when the run has no such moment.
 */
export function redrivePoint(events: readonly RunEvent[], wanted: RedriveFrom): number | undefined {
  if (wanted.from === "start") return 1;
  if (wanted.from === "event") return events.some(({ seq }) => seq === wanted.seq) ? wanted.seq : undefined;
  if (wanted.from === "node") return firstTrace(events, wanted.nodeId);
  const living = sinceRewind(events);
  const failed = living.findLast(
    ({ type }) => type === "step.failed" || type === "step.undecided" || type === "run.cancelRequested",
  );
  if (!failed) return undefined;
  const undone = undoneKeys(living);
  const first = events.find((event) => event.type === "step.completed" && undone.has(stepKey(event.nodeId, event.visit)));
  const forward = firstFailure(living) ?? failed;
  return Math.min(first?.seq ?? forward.seq, forward.seq) - 1;
}

/** A failure that somebody went back from is over. */
const sinceRewind = (events: readonly RunEvent[]): readonly RunEvent[] =>
  events.slice(events.findLastIndex(({ type }) => type === "run.rewound") + 1);

/** The failure that began the undo, rather than that of an undo itself. */
function firstFailure(events: readonly RunEvent[]): RunEvent | undefined {
  const turn = events.findIndex(({ type }) => type === "run.compensating" || type === "run.failed");
  const before = turn < 0 ? events : events.slice(0, turn);
  return before.findLast(({ type }) => type === "step.failed" || type === "run.cancelRequested");
}

/** Right before the first thing that is recorded of the node's last visit. */
function firstTrace(events: readonly RunEvent[], nodeId: string): number | undefined {
  const last = events.findLast((event) => "nodeId" in event && event.nodeId === nodeId);
  if (!last || !("visit" in last)) return undefined;
  const first = events.find((event) => "nodeId" in event && event.nodeId === nodeId && event.visit === last.visit);
  return first === undefined ? undefined : first.seq - 1;
}
