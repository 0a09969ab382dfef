import type { ApiOutputs } from "#components/shared/api/trpc.tsx";
import { count, countRuns } from "#engine/core/count.ts";

type Planned = ApiOutputs["runs"]["previewMove"]["runs"][number];

export interface DoneWithRuns {
  readonly what: "moved" | "canceled";
  readonly count: number;
  readonly version: number;
  readonly left: readonly Planned[];
  readonly refused: number;
}

/** `looked`: how many of the open runs the preview has looked at. */
export function foundText({ open, looked, movable, version }: Found): string {
  if (open === 0) return "No run is open on another version";
  if (looked < open)
    return `${count(movable)} of the oldest ${count(looked)} of ${countRuns(open)} can move to version ${version}`;
  return `${count(movable)} of ${countRuns(open)} can move to version ${version}`;
}

interface Found {
  readonly open: number;
  readonly looked: number;
  readonly movable: number;
  readonly version: number;
}

export const progressText = (seen: number, open: number): string => `${count(seen)} of ${countRuns(Math.max(seen, open))} so far`;

export function doneText({ what, count: done, version, left, refused }: DoneWithRuns): string {
  if (what === "canceled")
    return refused === 0 ? `${countRuns(done)} asked to end` : `${countRuns(done)} asked to end, ${count(refused)} refused it`;
  const stay = left.length === 0 ? "" : `, ${count(left.length)} left on another one`;
  return `${countRuns(done)} moved to version ${version}${stay}`;
}

/** What becomes of a run: where it goes on, or what stands in the way. */
export function planText({ outcome, again, obstacles }: Planned): string {
  if (outcome !== "moves") return obstacles.map(({ message, fix }) => `${message} ${fix}`).join(" ");
  return again.length === 0 ? "Goes on where it waits." : `Begins again: ${again.join(", ")}.`;
}

const urgency: Readonly<Record<Planned["outcome"], number>> = { breaks: 0, busy: 1, moves: 2 };

/** Those that something stands in the way of come first: the list shows a few, and they are what is to be decided about. */
export const mostUrgentFirst = (runs: readonly Planned[]): readonly Planned[] =>
  runs.toSorted((a, b) => urgency[a.outcome] - urgency[b.outcome]);

export const outcomeWords: Readonly<Record<Planned["outcome"], string>> = { moves: "Moves", busy: "Busy", breaks: "Stays" };
