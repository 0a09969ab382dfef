import type { ActiveStep } from "./run-state.ts";

/** What time alone makes happen: to a step, by the earliest of its due times, and to the run, when it has taken too long. */

/** A timer of the run as a whole has no node. */
export const RUN_TIMER = "";

/** When the step goes on by itself; the deadline apart. ISO times of equal form compare as text. */
export function earliestDue({ dueAt, body }: ActiveStep): string | undefined {
  if (!body) return dueAt;
  return body.retrying.map((item) => item.dueAt).toSorted()[0];
}

/** What a timer is set for: the next thing that time alone makes happen to this step. */
export function timerOf(step: ActiveStep): string | undefined {
  const times = [earliestDue(step), step.deadlineAt].filter((time) => time !== undefined);
  return times.toSorted()[0];
}
