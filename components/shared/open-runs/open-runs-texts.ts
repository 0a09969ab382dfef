import type { ApiOutputs } from "#components/shared/api/trpc.tsx";

type Planned = ApiOutputs["runs"]["previewMove"]["runs"][number];

export interface DoneWithRuns {
  readonly what: "moved" | "canceled";
  readonly count: number;
  readonly version: number;
  readonly left: readonly Planned[];
  readonly refused: number;
}

export const countRuns = (count: number): string => (count === 1 ? "1 run" : `${count} runs`);

/** `looked`: how many of the open runs the preview has looked at. */
export function foundText({ open, looked, movable, version }: Found): string {
  if (open === 0) return "No run is open on another version";
  if (looked < open) return `${movable} of the oldest ${looked} of ${countRuns(open)} can move to version ${version}`;
  return `${movable} of ${countRuns(open)} can move to version ${version}`;
}

interface Found {
  readonly open: number;
  readonly looked: number;
  readonly movable: number;
  readonly version: number;
}

export const progressText = (seen: number, open: number): string => `${seen} of ${countRuns(Math.max(seen, open))} so far`;

export function doneText({ what, count, version, left, refused }: DoneWithRuns): string {
  if (what === "canceled")
    return refused === 0 ? `${countRuns(count)} asked to end` : `${countRuns(count)} asked to end, ${refused} refused it`;
  const stay = left.length === 0 ? "" : `, ${left.length} left on another one`;
  return `${countRuns(count)} moved to version ${version}${stay}`;
}

/** What becomes of a run: where it goes on, or what stands in the way. */
export function planText({ outcome, again, obstacles }: Planned): string {
  if (outcome !== "moves") return obstacles.map(({ message, fix }) => `${message} ${fix}`).join(" ");
  return again.length === 0 ? "Goes on where it waits." : `Begins again: ${again.join(", ")}.`;
}

export const outcomeWords: Readonly<Record<Planned["outcome"], string>> = { moves: "Moves", busy: "Busy", breaks: "Stays" };
