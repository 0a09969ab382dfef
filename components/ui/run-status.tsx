import {
  IconArrowBackUp,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconHelpCircle,
  IconLoader2,
  IconPlayerPause,
  IconX,
  IconAlertTriangle,
  type Icon,
} from "@tabler/icons-react";
import type { RunStatus } from "#engine/core/machine/run-event.ts";
import classes from "./run-status.module.css";

export type Tone = "good" | "warn" | "bad" | "info" | "quiet";

interface StatusLook {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: Icon;
}

export const runStatusLooks: Readonly<Record<RunStatus, StatusLook>> = {
  queued: { word: "Queued", tone: "quiet", icon: IconCircleDashed },
  running: { word: "Running", tone: "info", icon: IconLoader2 },
  waiting: { word: "Waiting", tone: "warn", icon: IconClock },
  paused: { word: "Paused", tone: "quiet", icon: IconPlayerPause },
  compensating: { word: "Undoing", tone: "warn", icon: IconArrowBackUp },
  completed: { word: "Completed", tone: "good", icon: IconCheck },
  failed: { word: "Failed", tone: "bad", icon: IconX },
  compensated: { word: "Compensated", tone: "warn", icon: IconArrowBackUp },
  compensation_incomplete: { word: "Undo incomplete", tone: "bad", icon: IconAlertTriangle },
  canceled: { word: "Canceled", tone: "quiet", icon: IconBan },
  needs_decision: { word: "Needs a decision", tone: "bad", icon: IconHelpCircle },
};

export function RunStatusBadge({ status }: { readonly status: RunStatus }) {
  const { word, tone, icon: Glyph } = runStatusLooks[status];
  return (
    <span className={classes["badge"]} data-tone={tone}>
      <Glyph size={14} stroke={2} aria-hidden className={status === "running" ? classes["spin"] : undefined} />
      {word}
    </span>
  );
}
