import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconClock,
  IconForms,
  IconLoader2,
  IconMinus,
  IconRefresh,
  IconUserQuestion,
  IconX,
  type Icon,
} from "@tabler/icons-react";

/** What a node of a run is doing or how it ended; `idle` until the run comes to it. */
export type StepState =
  | "idle"
  | "running"
  | "waiting"
  | "approval"
  | "form"
  | "retrying"
  | "completed"
  | "failed"
  | "handled"
  | "undone"
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
  completed: { word: "Done", tone: "good", icon: IconCheck },
  failed: { word: "Failed", tone: "bad", icon: IconX },
  handled: { word: "Failed, handled", tone: "warn", icon: IconAlertTriangle },
  undone: { word: "Undone", tone: "warn", icon: IconArrowBackUp },
  canceled: { word: "Canceled", tone: "quiet", icon: IconBan },
  skipped: { word: "Skipped", tone: "quiet", icon: IconMinus },
};

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
}

/** `Retrying 2/5`, `Undone 1`, `Done`; empty before the run comes to the node. */
export function stepStateText(run: NodeRunState): string {
  if (run.state === "idle") return "";
  const { word } = stepStates[run.state];
  if (run.state === "retrying" || (run.state === "running" && run.attempt > 1))
    return `${word} ${run.attempt}${run.maxAttempts === undefined ? "" : `/${run.maxAttempts}`}`;
  if (run.state === "undone" && run.undoNumber !== undefined) return `${word} ${run.undoNumber}`;
  return word;
}
