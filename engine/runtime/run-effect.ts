import { DEFAULT_ATTEMPT_MS, type NodePlan } from "../core/compile/flow-plan.ts";
import { toFailure, type Failure } from "../core/failure.ts";
import { nodeOf } from "../core/machine/draft.ts";
import type { RunEventBody } from "../core/machine/run-event.ts";
import { undoneRun } from "../core/machine/undo-in-hand.ts";
import { canBeUndone } from "../core/machine/undo-stack.ts";
import type { ActiveStep, RunState } from "../core/machine/run-state.ts";
import type { ChildExecutor, EffectContext, EffectExecutor, StepContext, StepOutcome } from "./executor.ts";
import { CallTimers } from "./call-timers.ts";
import { Heartbeat, silenceFailure } from "./heartbeat.ts";
import { callChild } from "./run-child.ts";
import { StepConnections } from "./step-connections.ts";
import { stepContext } from "./step-context.ts";
import { failedAttempt, lateAnyway } from "./failed-attempt.ts";
import { completed, coordinates, failed, undecided, type Attempt } from "./step-events.ts";
import { lookUpFirst } from "./look-up.ts";
import { executorOf, idempotencyKeyOf, type StepWorld } from "./step-world.ts";

/** A call that was given up, and that can be undone, is listened to this much longer. */
export const LATE_ANSWER_MS = 30_000;

/** A call that is about to be made: its attempt as recorded, and what its expressions saw when it was prepared. */
export interface PreparedEffect {
  readonly event: RunEventBody;
  readonly context?: StepContext;
}

/** The event that records the attempt before the call, with the input the call will use; or why it cannot be made. */
export async function prepareEffect(world: StepWorld, state: RunState, step: ActiveStep): Promise<PreparedEffect> {
  const attempt: Attempt = { world, step, began: world.clock.monotonicMs() };
  if (step.phase === "started" || step.phase === "late") return { event: resumeEffect(attempt, state) };
  const idempotencyKey = idempotencyKeyOf(state.runId, step);
  try {
    if (undoneRun(step) !== undefined) return { event: started(step, { idempotencyKey }) };
    const executor = executorOf(world, step) as EffectExecutor | ChildExecutor;
    const context = await stepContext(world, state, step);
    // A retry sends exactly what the first attempt sent: same key, same bytes.
    const input =
      step.input ?? (executor.behavior === "child" ? { ...(await executor.begin(context)) } : await executor.prepare(context));
    return { event: started(step, { input, idempotencyKey }), context };
  } catch (error) {
    return { event: failed(attempt, toFailure(error, step.nodeId)) };
  }
}

type Started = Extract<RunEventBody, { type: "step.started" }>;

const started = (step: ActiveStep, data: Started["data"]): Started => ({ type: "step.started", ...coordinates(step), data });

/** The process that made the call is gone and its outcome unknown: repeat it or look it up if that is safe, else ask a person. */
function resumeEffect(interrupted: Attempt, state: RunState): RunEventBody {
  const { world, step } = interrupted;
  const { effect, label } = nodeOf(world.plan, step.nodeId);
  if (effect === "none" && step.phase === "started") {
    const message = `The engine was interrupted while "${label}" was calling out, and a repeat could do harm. Find out whether the call arrived.`;
    return undecided(interrupted, { code: "step/unknown-outcome", message, nodeId: step.nodeId });
  }
  const { input } = step;
  const idempotencyKey = idempotencyKeyOf(state.runId, step);
  const attempt = step.unbegun ? step.attempt : step.attempt + 1;
  return started({ ...step, attempt }, { idempotencyKey, ...(input === undefined ? {} : { input }) });
}

export interface EffectCall {
  /** What the attempt comes to; never rejects. */
  readonly outcome: Promise<RunEventBody>;
  /** For a call that was given up although it can be undone: what it answers after all. `undefined`: nothing. */
  readonly late: Promise<StepOutcome | undefined>;
}

/**
 * Makes the call. The step has been recorded as started, with `step.input` as what to send. `abort` breaks it off, here when
 * its time is over, elsewhere when its step has left the run.
 */
export function callEffect(
  world: StepWorld,
  state: RunState,
  step: ActiveStep,
  abort: AbortController,
  prepared?: StepContext,
): EffectCall {
  const attempt: Attempt = { world, step, began: world.clock.monotonicMs() };
  const node = nodeOf(world.plan, step.nodeId);
  const timeoutMs = node.timeoutMs ?? DEFAULT_ATTEMPT_MS;
  if (executorOf(world, step).behavior === "child") {
    const outcome = callChild(attempt, step.input ?? null);
    return { outcome: outcome.catch((error: unknown) => failOf(error)), late: Promise.resolve(undefined) };
  }
  const isListenedTo = canBeUndone(node, step) || step.phase === "late";
  const patienceMs = isListenedTo ? LATE_ANSWER_MS : 0;
  const heartbeat = heartbeatOf(world, node, patienceMs);
  const timers = new CallTimers(world.clock);
  const breakOff = (): void => abort.abort(new DOMException("The call was not answered in time.", "TimeoutError"));
  timers.after(timeoutMs + patienceMs, breakOff);
  heartbeat?.over.addEventListener("abort", breakOff, { once: true });
  const how = { signal: abort.signal, ...(heartbeat && { heartbeat: heartbeat.beat }) };
  const answer = send(world, state, step, how, prepared).finally(() => {
    timers.clear();
    heartbeat?.stop();
  });
  const answered = answer.then(
    (outcome) => completed(attempt, outcome),
    (error: unknown) => failOf(heartbeat?.silent.aborted ? silenceFailure(node, error) : error),
  );
  const late = answer.catch((error: unknown) => lateAnyway(attempt, toFailure(error, step.nodeId)));
  if (!isListenedTo) return { outcome: answered, late };
  const passed = new Promise<void>((resolve) => timers.after(timeoutMs, resolve));
  const givenUp = [passed.then(() => failOf(tooLong(step, node.label, timeoutMs)))];
  if (heartbeat) givenUp.push(aborted(heartbeat.silent).then(() => failOf(silenceFailure(node))));
  return { outcome: Promise.race([answered, ...givenUp]), late };

  function failOf(error: unknown): RunEventBody {
    const failure = isFailure(error) ? error : toFailure(error, step.nodeId);
    return failedAttempt(attempt, state, failure);
  }
}

const isFailure = (error: unknown): error is Failure =>
  typeof error === "object" && error !== null && !(error instanceof Error) && "code" in error;

const heartbeatOf = ({ clock }: StepWorld, { heartbeatMs }: NodePlan, patienceMs: number): Heartbeat | undefined =>
  heartbeatMs === undefined ? undefined : new Heartbeat(clock, { silenceMs: heartbeatMs, patienceMs });

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

const tooLong = ({ nodeId }: ActiveStep, label: string, ms: number): Failure => ({
  code: "step/timeout",
  message: `"${label}" was not answered within ${ms / 1_000} s; whether it did anything is not known yet.`,
  nodeId,
  retryable: true,
  unknown: true,
});

async function send(
  world: StepWorld,
  state: RunState,
  step: ActiveStep,
  how: Pick<EffectContext, "signal" | "heartbeat">,
  prepared: StepContext | undefined,
): Promise<StepOutcome> {
  const executor = executorOf(world, step) as EffectExecutor;
  const context = prepared ?? (await stepContext(world, state, step));
  const connections = new StepConnections((name) => world.connections.resolve(world.orgId, name, state.environment));
  const call = {
    ...context,
    ...how,
    attempt: step.attempt,
    idempotencyKey: idempotencyKeyOf(state.runId, step),
    connection: connections.resolve,
  };
  const isLookedUp = context.node.effect === "lookup";
  return connections.guard(isLookedUp ? lookUpFirst(executor, call, step) : executor.run(call, step.input ?? null));
}
