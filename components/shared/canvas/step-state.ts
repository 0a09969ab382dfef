import { count } from "#engine/core/count.ts";
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconClock,
  IconForms,
  IconHelpCircle,
  IconHourglassEmpty,
  IconLoader2,
  IconMinus,
  IconPlayerPause,
  IconRefresh,
  IconUserQuestion,
  IconX,
  type Icon,
} from "@tabler/icons-react";

/**
 * What a node of a run is doing or how it ended; `idle` until the run comes to it. `undecided`: a person must say what
 * became of it. `late`: it was given up without an answer and may still have done something. `lost`: a join went on
 * without this branch. `held`: it would go on if the run were not paused.
 */
export type StepState =
  | "idle"
  | "running"
  | "waiting"
  | "approval"
  | "form"
  | "retrying"
  | "undecided"
  | "late"
  | "held"
  | "completed"
  | "failed"
  | "handled"
  | "undone"
  | "lost"
  | "canceled"
  | "skipped";

interface StepLook {
  readonly word: string;
  readonly tone: "info" | "warn" | "good" | "bad" | "quiet";
  readonly icon: Icon;
}

export const stepStates: Readonly<Record<Exclude<StepState, "idle">, StepLook>> = {
  running: { word: "Running", tone: "info", icon: IconLoader2 },
  waiting: { word: "Waiting", tone: "warn", icon: IconClock },
  approval: { word: "Needs approval", tone: "warn", icon: IconUserQuestion },
  form: { word: "Needs an answer", tone: "warn", icon: IconForms },
  retrying: { word: "Retrying", tone: "warn", icon: IconRefresh },
  undecided: { word: "Needs a decision", tone: "bad", icon: IconHelpCircle },
  late: { word: "No answer yet", tone: "warn", icon: IconHourglassEmpty },
  held: { word: "Paused", tone: "quiet", icon: IconPlayerPause },
  completed: { word: "Done", tone: "good", icon: IconCheck },
  failed: { word: "Failed", tone: "bad", icon: IconX },
  handled: { word: "Failed, handled", tone: "warn", icon: IconAlertTriangle },
  undone: { word: "Undone", tone: "warn", icon: IconArrowBackUp },
  lost: { word: "Taken back", tone: "quiet", icon: IconArrowBackUp },
  canceled: { word: "Canceled", tone: "quiet", icon: IconBan },
  skipped: { word: "Skipped", tone: "quiet", icon: IconMinus },
};

/** How far a container's body is. `total` is unknown for a loop. */
export interface BodyProgress {
  /** What a turn is called: an item of a list, a turn of a loop, or the one pass through a block. */
  readonly unit: "item" | "turn" | "pass";
  readonly total?: number;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  readonly retrying: number;
  /** Items worked on side by side, at most. */
  readonly concurrency?: number;
  /** The one that is looked at, by its index: the body shows what happened there. */
  readonly chosen?: number;
}

/** What became of a node that the run came to many times. */
export interface VisitCounts {
  readonly done: number;
  readonly failed: number;
  readonly undone: number;
  /** Of a node that undoes: how many undos of it are under way. */
  readonly underWay?: number;
  /** Times it is expected to be come to, where that is known. */
  readonly total?: number;
}

/** What the canvas shows of a node while it looks at a run. */
export interface NodeRunState {
  readonly state: StepState;
  readonly attempt: number;
  readonly maxAttempts?: number;
  /** When the next attempt begins. */
  readonly retryAt?: string;
  readonly durationMs?: number;
  /** Position in the order of undoing, from 1. */
  readonly undoNumber?: number;
  /** Of a container whose body was opened. */
  readonly progress?: BodyProgress;
  /** Of a node in the body of a for-each or loop, while all of its turns are looked at. */
  readonly counts?: VisitCounts;
  /** The run that a sub-flow started. */
  readonly childRunId?: string;
}

/** `Retrying 2/5`, `Undone 1`, `37 of 100, 2 failed`, `Done`; empty before the run comes to the node. */
export function stepStateText(run: NodeRunState): string {
  if (run.state === "idle") return "";
  if (run.counts) return countsText(run.counts);
  const { word } = stepStates[run.state];
  if (run.state === "retrying" || (run.state === "running" && run.attempt > 1))
    return `${word} ${run.attempt}${run.maxAttempts === undefined ? "" : `/${run.maxAttempts}`}`;
  if (run.state === "undone" && run.undoNumber !== undefined) return `${word} ${run.undoNumber}`;
  return word;
}

function countsText({ done, failed, undone, underWay = 0, total }: VisitCounts): string {
  const reached = total === undefined ? count(done) : `${count(done)} of ${count(total)}`;
  const rest = [
    [failed, "failed"],
    [undone, "undone"],
    [underWay, "at once"],
  ] as const;
  return [reached, ...rest.flatMap(([number, word]) => (number > 0 ? [`${count(number)} ${word}`] : []))].join(", ");
}

/** `37 of 100 items, 2 failed, 5 running`. */
export function progressText({ unit, total, done, failed, running, retrying, chosen }: BodyProgress): string {
  if (unit === "pass") return "";
  if (chosen !== undefined) return `showing ${unit} ${count(chosen)}`;
  const what = total === 1 || (total === undefined && done === 1) ? unit : `${unit}s`;
  const reached = total === undefined ? `${count(done)} ${what}` : `${count(done)} of ${count(total)} ${what}`;
  const rest = [
    [failed, "failed"],
    [running, "running"],
    [retrying, "to be repeated"],
  ] as const;
  return [reached, ...rest.filter(([number]) => number > 0).map(([number, word]) => `${count(number)} ${word}`)].join(", ");
}
