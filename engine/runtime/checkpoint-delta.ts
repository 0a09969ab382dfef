import { RUN_TIMER, timerOf } from "../core/machine/timers.ts";
import type { RunEvent } from "../core/machine/run-event.ts";
import type { ActiveStep, RunState } from "../core/machine/run-state.ts";
import type { Checkpoint, NewApproval } from "./ports.ts";

type Delta = Pick<Checkpoint, "setTimers" | "clearTimers" | "openApprovals" | "closeApprovals">;
type Timer = Checkpoint["setTimers"][number];

const NOTHING: Delta = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };

/**
 * What must change in timers and approvals so that the tables agree with the state once `events` are stored. A state that
 * was only folded from events (`timersKnown: false`) may have timers the tables have not heard of: they are set again.
 */
export function checkpointDelta(stored: RunState, state: RunState, events: readonly RunEvent[], timersKnown = true): Delta {
  const before = timersOf(stored);
  const after = timersOf(state);
  const wereOpen = approvalsOf(stored);
  const areOpen = approvalsOf(state);
  if (before.size === 0 && after.size === 0 && wereOpen.size === 0 && areOpen.size === 0) return NOTHING;
  return {
    setTimers: [...after].flatMap(([key, timer]) => (timersKnown && before.get(key)?.dueAt === timer.dueAt ? [] : [timer])),
    clearTimers: [...before].flatMap(([key, { nodeId, visit }]) => (after.has(key) ? [] : [{ nodeId, visit }])),
    openApprovals: events.flatMap((event) => openedBy(event, areOpen)),
    closeApprovals: [...wereOpen].filter((approvalId) => !areOpen.has(approvalId)),
  };
}

/** The timers a run needs. None while it is paused: then time stands still for it. */
function timersOf({ active, paused, deadlineMs }: RunState): ReadonlyMap<string, Timer> {
  const timers = new Map<string, Timer>();
  if (paused) return timers;
  if (deadlineMs !== undefined) {
    timers.set(RUN_TIMER, { nodeId: RUN_TIMER, visit: 0, dueAt: new Date(deadlineMs).toISOString() });
  }
  for (const key in active) {
    const timer = timerFor(active[key]!);
    if (timer) timers.set(key, timer);
  }
  return timers;
}

/** The timer of an approval decides it, unless the step as a whole runs out of time before. */
function timerFor(step: ActiveStep): Timer | undefined {
  const dueAt = timerOf(step);
  if (dueAt === undefined) return undefined;
  const { nodeId, visit, approvalId } = step;
  const decides = approvalId !== undefined && dueAt === step.dueAt;
  return { nodeId, visit, dueAt, ...(decides ? { approvalId } : {}) };
}

function approvalsOf({ active }: RunState): ReadonlySet<string> {
  const open = new Set<string>();
  for (const key in active) {
    const { approvalId } = active[key]!;
    if (approvalId !== undefined) open.add(approvalId);
  }
  return open;
}

function openedBy(event: RunEvent, areOpen: ReadonlySet<string>): readonly NewApproval[] {
  if (event.type !== "step.waiting" || !event.data.approval || !areOpen.has(event.data.approval.approvalId)) return [];
  return [{ ...event.data.approval, nodeId: event.nodeId, visit: event.visit }];
}
