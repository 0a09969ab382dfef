import { own, putStep, runClockMs, type Turn } from "./draft.ts";
import type { ActiveStep } from "./run-state.ts";

/** A time that was reckoned from when the event was recorded, by the clock of the run. */
export function byRunClock(turn: Turn, time: string): string {
  const standsMs = turn.atMs - runClockMs(turn);
  return standsMs === 0 ? time : shift(time, -standsMs);
}

const shift = (time: string, ms: number): string => new Date(Date.parse(time) + ms).toISOString();

/** The run goes on: what was due in an hour is due in an hour from now. */
export function startClock(turn: Turn): void {
  const { draft, atMs } = turn;
  const { atMs: sinceMs, stopsClock } = draft.paused!;
  delete draft.paused;
  putOff(turn, atMs - sinceMs);
  if (stopsClock) putOffFailures(turn, atMs - sinceMs);
}

/** The run goes on from an earlier moment: what was due an hour later is due in an hour from now. */
export function goOnSince(turn: Turn, thenAt: string): void {
  putOff(turn, turn.atMs - Date.parse(thenAt));
  failNow(turn);
}

/** All that is due, and all that must be over by then, comes so much later. */
function putOff(turn: Turn, ms: number): void {
  const { draft } = turn;
  if (draft.deadlineMs !== undefined) draft.deadlineMs += ms;
  for (const step of Object.values(draft.active)) putStep(turn, later(step, ms));
}

function later(step: ActiveStep, ms: number): ActiveStep {
  const { dueAt, deadlineAt, fixedDue, body } = step;
  return {
    ...step,
    ...(dueAt === undefined || fixedDue ? {} : { dueAt: shift(dueAt, ms) }),
    ...(deadlineAt === undefined ? {} : { deadlineAt: shift(deadlineAt, ms) }),
    ...(body ? { body: { ...body, retrying: body.retrying.map((item) => ({ ...item, dueAt: shift(item.dueAt, ms) })) } } : {}),
  };
}

/** The pause before an item is tried again is reckoned from its failure. */
function putOffFailures(turn: Turn, ms: number): void {
  for (const [id, { failedAtMs }] of Object.entries(turn.draft.scopes))
    if (failedAtMs !== undefined) own(turn, own(turn, turn.draft, "scopes"), id).failedAtMs = failedAtMs + ms;
}

/** A turn that had just failed then has failed now: the time of then, at which it was to be tried again, is over and has had its timer. */
function failNow(turn: Turn): void {
  const { draft, atMs } = turn;
  for (const [id, scope] of Object.entries(draft.scopes))
    if (scope.failedAtMs !== undefined) own(turn, draft, "scopes")[id] = { ...scope, failedAtMs: atMs };
}
