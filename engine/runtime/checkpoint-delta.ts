import type { RunEvent } from "../core/machine/run-event.ts";
import type { ActiveStep, RunState } from "../core/machine/run-state.ts";
import type { Checkpoint, NewApproval } from "./ports.ts";

type Delta = Pick<Checkpoint, "setTimers" | "clearTimers" | "openApprovals" | "closeApprovals">;

const NOTHING: Delta = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };

/** The steps that have something in the tables: a timer or an open approval. */
const parkedSteps = (state: RunState): readonly ActiveStep[] =>
  Object.values(state.active).filter((step) => step.dueAt !== undefined || step.approvalId !== undefined);

/** What must change in timers and approvals so that the tables agree with the state once `events` are stored. */
export function checkpointDelta(stored: RunState | undefined, state: RunState, events: readonly RunEvent[]): Delta {
  const before = stored ? parkedSteps(stored) : [];
  const after = parkedSteps(state);
  if (before.length === 0 && after.length === 0) return NOTHING;
  const isIn = (steps: readonly ActiveStep[], step: ActiveStep): boolean =>
    steps.some((other) => other.nodeId === step.nodeId && other.visit === step.visit && other.dueAt === step.dueAt);
  const stillOpen = new Set(after.map((step) => step.approvalId));
  return {
    setTimers: after.filter((step) => step.dueAt !== undefined && !isIn(before, step)).map(toTimer),
    clearTimers: before
      .filter((step) => step.dueAt !== undefined && !isIn(after, step))
      .map(({ nodeId, visit }) => ({ nodeId, visit })),
    openApprovals: events.flatMap((event) => openedBy(event, stillOpen)),
    closeApprovals: before.flatMap(({ approvalId }) =>
      approvalId !== undefined && !stillOpen.has(approvalId) ? [approvalId] : [],
    ),
  };
}

function toTimer({ nodeId, visit, dueAt, approvalId }: ActiveStep): Delta["setTimers"][number] {
  return { nodeId, visit, dueAt: dueAt!, ...(approvalId === undefined ? {} : { approvalId }) };
}

function openedBy(event: RunEvent, stillOpen: ReadonlySet<string | undefined>): readonly NewApproval[] {
  if (event.type !== "step.waiting" || !event.data.approval || !stillOpen.has(event.data.approval.approvalId)) return [];
  return [{ ...event.data.approval, nodeId: event.nodeId, visit: event.visit }];
}
