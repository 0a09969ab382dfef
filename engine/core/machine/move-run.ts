import type { FlowPlan, NodePlan } from "../compile/flow-plan.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { nodeOf } from "./draft.ts";
import { withoutCaller } from "./no-caller.ts";
import { livingEvents, reachedFrom } from "./redrive-preview.ts";
import { isMadeAlike, moveToVersion, type ForkProblem, type OtherVersion } from "./redrive.ts";
import type { RunEvent } from "./run-event.ts";
import { stepKey, type ActiveStep, type RunState } from "./run-state.ts";

/**
 * Taking an open run to another version of its flow, in place: same run, same log, same results. What it waits for stays
 * as it is where the waiting node is the same in both versions; where the node was changed, it is begun again as a new
 * visit, as going back in time does.
 *
 * A run is moved only where it rests. One in the middle of a call is `busy`: what became of the call must be recorded by
 * the version that made it.
 */
export type Move =
  | { readonly outcome: "moves"; readonly state: RunState; /** Nodes that are begun again. */ readonly again: readonly string[] }
  | { readonly outcome: "busy"; readonly message: string; readonly nodeId?: string }
  | { readonly outcome: "breaks"; readonly problems: readonly ForkProblem[] };

export interface MoveMoment {
  /** When the move is recorded, milliseconds since 1970. */
  readonly atMs: number;
  /** Variables of the environment as the run sees them from now on. */
  readonly env?: JsonObject;
  /** Event at which each node completed last. */
  readonly completedAt?: ReadonlyMap<string, number>;
}

/** Only what is living counts: a run that went back has left the rest behind. */
export const lastCompletions = (events: readonly RunEvent[]): ReadonlyMap<string, number> =>
  new Map(livingEvents(events).flatMap((event) => (event.type === "step.completed" ? [[event.nodeId, event.seq]] : [])));

export function moveRun(state: RunState, from: FlowPlan, to: OtherVersion, moment: MoveMoment): Move {
  const busy = whyBusy(state, from);
  if (busy) return { outcome: "busy", ...busy };
  const moved = moveToVersion(state, from, to);
  const unfit = [...(moved.ok ? [] : moved.problems), ...unfitSteps(state, from, to.plan)];
  if (!moved.ok || unfit.length > 0) return { outcome: "breaks", problems: onePerNode(unfit) };
  const unread = [...passedBy(moved.state, from, to)];
  if (unread.length > 0) return { outcome: "breaks", problems: unread };
  return { outcome: "moves", ...begunAgain(moved.state, from, to.plan, moment) };
}

const onePerNode = (problems: readonly ForkProblem[]): readonly ForkProblem[] =>
  [...new Map(problems.toReversed().map((problem) => [problem.nodeId, problem])).values()].toReversed();

function whyBusy(state: RunState, from: FlowPlan): { readonly message: string; readonly nodeId?: string } | undefined {
  const { ending, closing, undoing, undoAtOnce, active } = state;
  if (ending || closing || undoing !== undefined || undoAtOnce !== undefined)
    return { message: "The run is ending, or taking back what it did." };
  const calling = Object.values(active).find(({ phase, late }) => phase === "started" || late);
  if (!calling) return undefined;
  const { nodeId } = calling;
  return { message: `"${nodeOf(from, nodeId).label}" is in the middle of its work.`, nodeId };
}

/** Steps that the other version cannot take over from this one. */
function unfitSteps({ active }: RunState, from: FlowPlan, to: FlowPlan): readonly ForkProblem[] {
  return Object.values(active).flatMap((step) => {
    const { nodeId } = step;
    const [before, after] = [nodeOf(from, nodeId), to.nodes[nodeId]];
    const message = after && whyUnfit(step, before, after, isMadeAlike(from, to, nodeId));
    return message === undefined ? [] : [{ nodeId, message }];
  });
}

function whyUnfit(step: ActiveStep, before: NodePlan, after: NodePlan, isAlike: boolean): string | undefined {
  const { label } = before;
  if (before.kind !== after.kind) return `"${label}" is of another kind in the other version, and the run is at it.`;
  if (isAlike) return undefined;
  if (step.phase === "undecided") return `A person must say first what became of "${label}", which was changed.`;
  if (step.outcomeUnknown) return `Nobody knows whether a call of "${label}" arrived, and the step was changed.`;
  if (step.child !== undefined) return `"${label}" was changed, and the run that it started is still under way.`;
  return undefined;
}

/** Steps ahead that read what a node gives which is new in the other version, and which the run has passed by already. */
function* passedBy(state: RunState, from: FlowPlan, { plan, number }: OtherVersion): Generator<ForkProblem> {
  const ahead = reachedFrom(plan, state);
  const isMissing = (id: string): boolean => !(id in from.nodes) && !ahead.has(id) && id in plan.nodes;
  for (const nodeId of ahead) {
    const { label, config } = nodeOf(plan, nodeId);
    const missing = textsIn(config).flatMap(stepsReadBy).find(isMissing);
    if (missing === undefined) continue;
    const message = `"${label}" reads what "${nodeOf(plan, missing).label}" gives, which is new in version ${number}; the run has passed the place where it is.`;
    yield { nodeId, message };
  }
}

/** Text of the configuration that is no expression reads nothing, or does not parse. */
function stepsReadBy(text: string): readonly string[] {
  const parsed = parseExpression(text.replace(/^=/, ""));
  return parsed.ok ? parsed.expression.references : [];
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  if (typeof value === "string") return value.includes("steps") ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((member: JsonValue | undefined) => textsIn(member));
}

type Begun = Pick<Extract<Move, { outcome: "moves" }>, "state" | "again">;

/** Steps of changed nodes that wait, for whatever it is, ask anew. A container whose body runs goes on with it. */
function begunAgain(moved: RunState, from: FlowPlan, to: FlowPlan, moment: MoveMoment): Begun {
  const { moving: _moving, deadlineMs: _deadline, ...rest } = moved;
  // A paused run gets the time of its pause on top when it is resumed.
  const fromMs = moved.paused?.atMs ?? moment.atMs;
  const visits: Record<string, number> = { ...moved.visits };
  const active: Record<string, ActiveStep> = {};
  const again: string[] = [];
  for (const step of Object.values(moved.active)) {
    const { nodeId, phase } = step;
    const isParked = phase === "waiting" || phase === "retrying";
    if (!isParked || isMadeAlike(from, to, nodeId)) {
      active[stepKey(nodeId, step.visit)] = withDeadlineOf(step, from, to, fromMs);
      continue;
    }
    const visit = (visits[nodeId] ?? 0) + 1;
    visits[nodeId] = visit;
    again.push(nodeId);
    active[stepKey(nodeId, visit)] = newVisit(to, step, visit, fromMs);
  }
  const deadlineMs = from.timeoutMs === to.timeoutMs ? moved.deadlineMs : to.timeoutMs && fromMs + to.timeoutMs;
  const { env } = moment;
  const savepoints = savepointsIn(to, moved, moment);
  const state = {
    ...nobodyWaiting(moved, from, to),
    ...rest,
    visits,
    active,
    savepoints,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(env ? { env } : {}),
  };
  return { state, again };
}

/** A caller waits as the version says that the run began with. */
const nobodyWaiting = ({ trigger }: RunState, from: FlowPlan, to: FlowPlan): Pick<RunState, "noCaller"> =>
  from.nodes[trigger]?.callerAnswer === "awaited" ? {} : withoutCaller(to, trigger, "moved");

/** The version it leaves need not have known what its nodes are savepoints of. What a fork took over lies before all that it did. */
function savepointsIn({ savepoints }: FlowPlan, moved: RunState, { completedAt }: MoveMoment): RunState["savepoints"] {
  const passed = savepoints.flatMap((nodeId) => {
    const seq = moved.savepoints[nodeId] ?? completedAt?.get(nodeId) ?? (nodeId in moved.outputs ? 0 : undefined);
    return seq === undefined ? [] : [[nodeId, seq] as const];
  });
  return { ...moved.savepoints, ...Object.fromEntries(passed) };
}

/** A step that goes on with other time than it had has the whole of it from now on. */
function withDeadlineOf(step: ActiveStep, from: FlowPlan, to: FlowPlan, fromMs: number): ActiveStep {
  const { deadlineMs } = nodeOf(to, step.nodeId);
  if (deadlineMs === nodeOf(from, step.nodeId).deadlineMs) return step;
  const { deadlineAt: _before, ...rest } = step;
  return { ...rest, ...deadlineIn(deadlineMs, fromMs) };
}

const deadlineIn = (deadlineMs: number | undefined, fromMs: number): Pick<ActiveStep, "deadlineAt"> =>
  deadlineMs === undefined ? {} : { deadlineAt: new Date(fromMs + deadlineMs).toISOString() };

/** Nothing is known of it yet, and it has the whole time again. */
function newVisit(to: FlowPlan, { nodeId, scope, item, chain, nowMs }: ActiveStep, visit: number, fromMs: number): ActiveStep {
  return {
    ...{ nodeId, visit, attempt: 1, nowMs, phase: "requested" },
    ...(scope === undefined ? {} : { scope }),
    ...(item === undefined ? {} : { item }),
    ...(chain === undefined ? {} : { chain }),
    ...deadlineIn(nodeOf(to, nodeId).deadlineMs, fromMs),
  };
}
