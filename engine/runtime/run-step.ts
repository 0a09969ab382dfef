import { randomUUID } from "node:crypto";
import { toFailure, type Failure } from "../core/failure.ts";
import type { FlowPlan } from "../core/compile/flow-plan.ts";
import type { JsonValue } from "../core/json.ts";
import type { RunEventBody } from "../core/machine/run-event.ts";
import { stepKey, type ActiveStep, type RunState } from "../core/machine/run-state.ts";
import type { EffectExecutor, NodeExecutor, NodeExecutors, StepContext, StepOutcome, WaitExecutor } from "./executor.ts";
import type { Clock, Connections } from "./ports.ts";
import { retryDelayMs } from "./retry-policy.ts";
import { stepContext } from "./step-context.ts";

/** Attempts without a timeout of their own are given up after this long. */
const DEFAULT_ATTEMPT_MS = 30_000;

/** What one step needs to run: the run as it stands and the world around it. */
export interface StepWorld {
  readonly orgId: string;
  readonly plan: FlowPlan;
  readonly executors: NodeExecutors;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly random: () => number;
  /** The database's time now, milliseconds since 1970. */
  nowMs(): number;
}

/** A call that is about to be made: its attempt as recorded, and what its expressions saw when it was prepared. */
export interface PreparedEffect {
  readonly event: RunEventBody;
  readonly context?: StepContext;
}

export const behaviorOf = (world: StepWorld, step: ActiveStep): NodeExecutor["behavior"] => executorOf(world, step).behavior;

function executorOf({ executors, plan }: StepWorld, step: ActiveStep): NodeExecutor {
  const { kind } = plan.nodes[step.nodeId]!;
  const executor = executors.get(kind);
  if (!executor) throw new Error(`No executor is registered for node kind ${kind}.`);
  return executor;
}

const coordinates = ({ nodeId, visit, attempt }: ActiveStep) => ({ nodeId, visit, attempt });

/** A step that needs nothing from outside: a pure step, a wait that begins, or one that was woken. */
export async function runLocalStep(world: StepWorld, state: RunState, step: ActiveStep): Promise<RunEventBody> {
  const executor = executorOf(world, step);
  const began = world.clock.monotonicMs();
  try {
    const context = await stepContext(world.plan, state, step);
    if (executor.behavior === "pure") return completed(step, await executor.run(context), world, began);
    const waiter = executor as WaitExecutor;
    if (step.wakeUp) return completed(step, await waiter.wake(context, step.wakeUp), world, began);
    return waiting(step, await waiter.begin(context), world.nowMs());
  } catch (error) {
    return failed(step, toFailure(error, step.nodeId), world, began);
  }
}

/** The event that records the attempt before the call, with the input the call will use; or why it cannot be made. */
export async function prepareEffect(world: StepWorld, state: RunState, step: ActiveStep): Promise<PreparedEffect> {
  const began = world.clock.monotonicMs();
  const idempotencyKey = `${state.runId}:${stepKey(step.nodeId, step.visit)}`;
  if (step.phase === "started") return { event: resumeEffect(world, step, idempotencyKey, began) };
  try {
    const executor = executorOf(world, step) as EffectExecutor;
    const context = await stepContext(world.plan, state, step);
    // A retry sends exactly what the first attempt sent: same key, same bytes.
    const input = step.input ?? (await executor.prepare(context));
    return { event: { type: "step.started", ...coordinates(step), data: { input, idempotencyKey } }, context };
  } catch (error) {
    return { event: failed(step, toFailure(error, step.nodeId), world, began) };
  }
}

/** The process that made the call is gone and its outcome unknown: repeat it if that is safe. */
function resumeEffect(world: StepWorld, step: ActiveStep, idempotencyKey: string, began: number): RunEventBody {
  const { effect, label } = world.plan.nodes[step.nodeId]!;
  if (effect === "none") {
    const message = `The engine was interrupted while "${label}" was calling out, and a repeat could do harm. Find out whether the call arrived.`;
    return failed(step, { code: "step/unknown-outcome", message, nodeId: step.nodeId }, world, began);
  }
  const attempt = step.attempt + 1;
  return {
    type: "step.started",
    ...coordinates(step),
    attempt,
    data: { idempotencyKey, ...(step.input === undefined ? {} : { input: step.input }) },
  };
}

/** Makes the call. The step has been recorded as started, with `step.input` as what to send. */
export async function callEffect(
  world: StepWorld,
  state: RunState,
  step: ActiveStep,
  prepared?: StepContext,
): Promise<RunEventBody> {
  const executor = executorOf(world, step) as EffectExecutor;
  const began = world.clock.monotonicMs();
  try {
    const context = prepared ?? (await stepContext(world.plan, state, step));
    const timeout = AbortSignal.timeout(world.plan.nodes[step.nodeId]!.timeoutMs ?? DEFAULT_ATTEMPT_MS);
    const outcome = await executor.run(
      {
        ...context,
        attempt: step.attempt,
        idempotencyKey: `${state.runId}:${stepKey(step.nodeId, step.visit)}`,
        signal: timeout,
        connection: (name) => world.connections.resolve(world.orgId, name),
      },
      step.input ?? null,
    );
    return completed(step, outcome, world, began);
  } catch (error) {
    return failedAttempt(world, state, step, toFailure(error, step.nodeId), began);
  }
}

function failedAttempt(world: StepWorld, state: RunState, step: ActiveStep, failure: Failure, began: number): RunEventBody {
  const isUndo = step.undoes !== undefined;
  const policy = world.plan.nodes[step.nodeId]!.retry;
  const delay = retryDelayMs({ policy, isUndo, attempt: step.attempt, failure, random: world.random });
  // A run that has stopped going forward waits for its attempts, and begins no new ones.
  if (delay === undefined || (state.ending && !isUndo)) return failed(step, failure, world, began);
  const retryAt = new Date(world.nowMs() + delay).toISOString();
  return { type: "attempt.failed", ...coordinates(step), data: { failure, retryAt, durationMs: since(world, began) } };
}

function completed(step: ActiveStep, { output, port, vars }: StepOutcome, world: StepWorld, began: number): RunEventBody {
  const data = {
    output,
    ...(port === undefined ? {} : { port }),
    ...(vars === undefined ? {} : { vars }),
    durationMs: since(world, began),
  };
  return { type: "step.completed", ...coordinates(step), data };
}

function failed(step: ActiveStep, failure: Failure, world: StepWorld, began: number): RunEventBody {
  return { type: "step.failed", ...coordinates(step), data: { failure, durationMs: since(world, began) } };
}

function waiting(step: ActiveStep, request: Awaited<ReturnType<WaitExecutor["begin"]>>, nowMs: number): RunEventBody {
  const { dueInMs, signal, approval, input } = request;
  const data = {
    ...(dueInMs === undefined ? {} : { dueAt: new Date(nowMs + dueInMs).toISOString() }),
    ...(signal === undefined ? {} : { signal }),
    ...(approval === undefined ? {} : { approval: { approvalId: randomUUID(), ...approval } }),
    ...(input === undefined ? {} : { input: input satisfies JsonValue }),
  };
  return { type: "step.waiting", ...coordinates(step), data };
}

/** Milliseconds with three decimals: pure steps take microseconds. */
const since = ({ clock }: StepWorld, began: number): number => Math.round((clock.monotonicMs() - began) * 1_000) / 1_000;
