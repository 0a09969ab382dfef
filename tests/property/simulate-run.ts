import type { FlowPlan } from "#engine/core/compile/flow-plan.ts";
import type { Failure } from "#engine/core/failure.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { startRun, stepRun } from "#engine/core/machine/index.ts";
import type { Command } from "#engine/core/machine/command.ts";
import type { RunEvent, RunEventBody } from "#engine/core/machine/run-event.ts";
import { stepKey, type ActiveStep, type RunState } from "#engine/core/machine/run-state.ts";

/** What the world answers when a step is run; `undefined` leaves the step open for now. */
export type Answer = (step: ActiveStep, state: RunState) => RunEventBody | undefined;

export interface Simulation {
  readonly state: RunState;
  readonly events: readonly RunEvent[];
}

const at = (seq: number): string => new Date(Date.UTC(2026, 0, 1) + seq * 1_000).toISOString();

export function begin(plan: FlowPlan, input: JsonValue = null): Extract<RunEvent, { type: "run.started" }> {
  const [trigger = ""] = plan.triggers;
  const data = { flow: plan.flowId, version: 1, contentHash: plan.contentHash, trigger, input, seed: 7 };
  return { seq: 1, at: at(1), type: "run.started", data };
}

/**
 * Runs the pure engine without any I/O: the oldest open command is answered first unless `pick` says otherwise. The state
 * goes through JSON between any two events, as it does between two processes.
 */
export function simulate(
  plan: FlowPlan,
  answer: Answer,
  options: { input?: JsonValue; pick?: (open: number) => number } = {},
): Simulation {
  const started = begin(plan, options.input);
  const first = startRun(plan, "run-1", started);
  let state: RunState = first.state;
  const events: RunEvent[] = [started];
  const open: ActiveStep[] = [];
  const record = (body: RunEventBody): void => {
    const event = { seq: state.seq + 1, at: at(state.seq + 1), ...body } as RunEvent;
    const result = stepRun(plan, JSON.parse(JSON.stringify(state)) as RunState, event);
    state = result.state;
    events.push(event);
    obey(result.commands);
  };
  const obey = (commands: readonly Command[]): void => {
    for (const command of commands) if (command.type === "runStep") open.push(command.step);
    for (const command of commands) if (command.type === "record") record(command.event);
  };
  obey(first.commands);
  while (open.length > 0) {
    const [step] = open.splice((options.pick?.(open.length) ?? 0) % open.length, 1);
    const isOpen = step && state.active[stepKey(step.nodeId, step.visit)];
    const body = isOpen && answer(step, state);
    if (body) record(body);
  }
  return { state, events };
}

export const complete = ({ nodeId, visit, attempt }: ActiveStep, output: JsonValue = nodeId, port?: string): RunEventBody => ({
  type: "step.completed",
  nodeId,
  visit,
  attempt,
  data: { output, durationMs: 1, ...(port === undefined ? {} : { port }) },
});

export const fail = (
  { nodeId, visit, attempt }: ActiveStep,
  failure: Failure = { code: "test/failed", message: "It failed." },
): RunEventBody => ({
  type: "step.failed",
  nodeId,
  visit,
  attempt,
  data: { failure, durationMs: 1 },
});
