import type { ApiOutputs } from "#components/shared/api/trpc.tsx";

type Planned = ApiOutputs["runs"]["previewMove"]["runs"][number];

export interface DoneWithRuns {
  readonly what: "moved" | "canceled";
  readonly count: number;
  readonly version: number;
  readonly left: readonly Planned[];
  readonly refused: number;
  readonly isMore: boolean;
}

export const countRuns = (count: number): string => (count === 1 ? "1 run" : `${count} runs`);

export function foundText(runs: number, movable: number, version: number): string {
  if (runs === 0) return "No run is open on an older version";
  return `${movable} of ${countRuns(runs)} can move to version ${version}`;
}

export function doneText({ what, count, version, left, refused }: DoneWithRuns): string {
  if (what === "canceled")
    return refused === 0 ? `${countRuns(count)} asked to end` : `${countRuns(count)} asked to end, ${refused} refused it`;
  const stay = left.length === 0 ? "" : `, ${left.length} left on an older one`;
  return `${countRuns(count)} moved to version ${version}${stay}`;
}

/** What becomes of a run: where it goes on, or what stands in the way. */
export function planText({ outcome, again, obstacles }: Planned): string {
  if (outcome !== "moves") return obstacles.map(({ message, fix }) => `${message} ${fix}`).join(" ");
  return again.length === 0 ? "Goes on where it waits." : `Begins again: ${again.join(", ")}.`;
}

export const outcomeWords: Readonly<Record<Planned["outcome"], string>> = { moves: "Moves", busy: "Busy", breaks: "Stays" };
