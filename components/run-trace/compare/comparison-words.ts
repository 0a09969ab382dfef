import { stepStateText, stepStates } from "#components/shared/canvas/step-state.ts";
import { formatDuration } from "#components/ui/time.ts";
import type { ComparedStep, Difference, RunComparison, StepSide } from "./compare-runs.ts";

export const differenceWords: Readonly<Record<Difference, string>> = {
  same: "Same",
  absent: "Only in one version",
  outcome: "Other outcome",
  way: "Other way",
  output: "Other output",
};

/** `Done`, `Failed`, `Skipped`; `Not in this version`. */
export function stateWord(side: StepSide | undefined): string {
  if (!side) return "Not in this version";
  if (side.state === "idle") return "Not reached";
  const word = stepStateText({ state: side.state, attempt: 1 }) || stepStates[side.state].word;
  return side.visits > 1 ? `${word}, ${side.visits} times` : word;
}

/** `1.2 s slower`, `40 ms faster`; nothing where one of them did not run, or for a difference that nobody can feel. */
export function durationDifference({ left, right }: ComparedStep): string {
  if (left?.tookMs === undefined || right?.tookMs === undefined) return "";
  const difference = right.tookMs - left.tookMs;
  if (Math.abs(difference) < NOTICEABLE_MS) return "";
  return `${formatDuration(Math.abs(difference))} ${difference > 0 ? "slower" : "faster"}`;
}

const NOTICEABLE_MS = 10;

/** What there is to know before looking closer. */
export function summaryOf({ steps, partsAt }: RunComparison): string {
  const parting = steps.find(({ nodeId }) => nodeId === partsAt);
  const outputs = steps.filter(({ difference }) => difference === "output").length;
  if (parting)
    return `They part at “${parting.label}”: ${wayOf(parting.left)} in the first run, ${wayOf(parting.right)} in the second.`;
  if (outputs > 0) return `Both took the same way. ${outputs === 1 ? "1 step gave" : `${outputs} steps gave`} another output.`;
  return steps.every(({ difference }) => difference === "same")
    ? "Both took the same way, and every step gave the same output."
    : "Both took the same way as far as their versions have the same steps.";
}

function wayOf(side: StepSide | undefined): string {
  const port = side?.state === "completed" ? side.step?.port : undefined;
  return port === undefined ? stateWord(side).toLowerCase() : `it went on by “${port}”`;
}
