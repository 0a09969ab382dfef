import type { FlowPlan } from "../compile/flow-plan.ts";
import { nodeOf } from "./draft.ts";
import type { ActiveStep, RunState } from "./run-state.ts";

/** Whoever goes on later has the whole time again: deadlines of then would be over at once. */
export function withFreshDeadlines(plan: FlowPlan, state: RunState, atMs: number): RunState {
  const { deadlineMs: _deadline, ...rest } = state;
  const active = Object.entries(state.active).map(
    ([key, { deadlineAt: _at, expired: _expired, ...step }]): [string, ActiveStep] => {
      const { deadlineMs } = nodeOf(plan, step.nodeId);
      return [key, deadlineMs === undefined ? step : { ...step, deadlineAt: new Date(atMs + deadlineMs).toISOString() }];
    },
  );
  return {
    ...rest,
    active: Object.fromEntries(active),
    ...(plan.timeoutMs === undefined ? {} : { deadlineMs: atMs + plan.timeoutMs }),
  };
}
