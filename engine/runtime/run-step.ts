import { randomUUID } from "node:crypto";
import { toFailure } from "../core/failure.ts";
import type { JsonValue } from "../core/json.ts";
import { toArray } from "../core/machine/chunked-list.ts";
import { isOpened } from "../core/machine/containers.ts";
import type { RunEventBody } from "../core/machine/run-event.ts";
import type { ActiveStep, BodyProgress, RunState } from "../core/machine/run-state.ts";
import type { BodyResult, ContainerExecutor, ContainerMove, WaitExecutor, WaitRequest } from "./executor.ts";
import { childOutcome } from "./run-child.ts";
import { stepContext } from "./step-context.ts";
import { completed, coordinates, failed, undecided, type Attempt } from "./step-events.ts";
import { executorOf, type StepWorld } from "./step-world.ts";

/** A step that needs nothing from outside: a pure step, a wait that begins, a container, or one that was woken. */
export async function runLocalStep(world: StepWorld, state: RunState, step: ActiveStep): Promise<readonly RunEventBody[]> {
  const executor = executorOf(world, step);
  const attempt: Attempt = { world, step, began: world.clock.monotonicMs() };
  try {
    if (executor.behavior === "child") return [completed(attempt, childOutcome(world, step))];
    const context = await stepContext(world, state, step);
    if (executor.behavior === "pure") return [completed(attempt, await executor.run(context))];
    if (executor.behavior === "container") return await advance(attempt, executor, context);
    const waiter = executor as WaitExecutor;
    const asked = world.riskThreshold ? { ...context, riskThreshold: world.riskThreshold() } : context;
    if (step.wakeUp) return [completed(attempt, await waiter.wake(asked, step.wakeUp))];
    return [waiting(step, await waiter.begin(asked), world.nowMs())];
  } catch (error) {
    const failure = toFailure(error, step.nodeId);
    return [(failure.needsDecision ? undecided : failed)(attempt, failure)];
  }
}

type Context = Parameters<ContainerExecutor["advance"]>[0];

async function advance(attempt: Attempt, executor: ContainerExecutor, context: Context) {
  const { step } = attempt;
  const move = await executor.advance(context, step.body && isOpened(step.body) ? bodyResult(step.body) : undefined);
  if (move.type === "done") return [completed(attempt, { output: move.output })];
  return [...listItems(step, move), { type: "scope.opened", ...coordinates(step), data: move.opening } as const];
}

function bodyResult({ opening, next, results }: BodyProgress): BodyResult {
  return { turns: next, outputs: toArray(results), count: "count" in opening ? opening.count : next };
}

/** Items are written in pieces, so that a run which goes through a hundred thousand of them holds a few. */
const PAGE_ITEMS = 500;

function listItems(step: ActiveStep, { items = [] }: Extract<ContainerMove, { type: "open" }>): readonly RunEventBody[] {
  const pages: RunEventBody[] = [];
  for (let first = 0; first < items.length; first += PAGE_ITEMS) {
    const data = { first, items: items.slice(first, first + PAGE_ITEMS) };
    pages.push({ type: "items.listed", ...coordinates(step), data });
  }
  return pages;
}

function waiting(step: ActiveStep, request: WaitRequest, nowMs: number): RunEventBody {
  const { dueInMs, dueAt, signal, approval, input } = request;
  const data = {
    ...(dueInMs === undefined ? {} : { dueAt: new Date(nowMs + dueInMs).toISOString() }),
    ...(dueAt === undefined ? {} : { dueAt, fixedDue: true }),
    ...(signal === undefined ? {} : { signal }),
    ...(approval === undefined ? {} : { approval: { approvalId: randomUUID(), ...approval } }),
    ...(input === undefined ? {} : { input: input satisfies JsonValue }),
  };
  return { type: "step.waiting", ...coordinates(step), data };
}
