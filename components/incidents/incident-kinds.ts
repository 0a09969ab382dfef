import { IconArrowBackUp, IconHelpCircle, IconLock, IconX, type Icon } from "@tabler/icons-react";
import type { ApiOutputs } from "#components/shared/api/trpc.tsx";

export type Incident = ApiOutputs["incidents"]["get"];
export type IncidentGroup = ApiOutputs["incidents"]["groups"]["groups"][number];
export type IncidentKind = Incident["kind"];

interface KindLook {
  readonly word: string;
  readonly icon: Icon;
  readonly tone: "bad" | "warn";
  /** What it means for the run. */
  readonly meaning: string;
  /** What a person should do, in order. */
  readonly steps: readonly string[];
}

export const incidentKinds: Readonly<Record<IncidentKind, KindLook>> = {
  failed: {
    word: "Run failed",
    icon: IconX,
    tone: "bad",
    meaning: "The run has ended. What it could undo was undone; nothing goes on by itself.",
    steps: [
      "Open the run at the step that failed, and mend the cause.",
      "Then run it again from that step, or start it anew with the same input.",
      "If nothing is to be done, discard the incident and say why.",
    ],
  },
  undecided: {
    word: "Needs a decision",
    icon: IconHelpCircle,
    tone: "bad",
    meaning:
      "A call was made and no answer came, so repeating it could do harm; or data did not fit their contract and were set aside. The run waits.",
    steps: [
      "Of a call, find out on the other side whether it arrived; the idempotency key of the step helps. Of data, see which fields do not fit.",
      "Open the run and decide: repeat the call, count it as done with its output, or count it as failed.",
    ],
  },
  undoFailed: {
    word: "Undo failed",
    icon: IconArrowBackUp,
    tone: "bad",
    meaning: "The run was to be undone, and one undo failed for good. What that step did is still there.",
    steps: [
      "Open the run and see which undo failed, and why.",
      "Mend the cause and try the undo again, or undo it by hand on the other side and count it as done.",
    ],
  },
  quarantined: {
    word: "Set aside",
    icon: IconLock,
    tone: "warn",
    meaning: "This run brought down its process several times in a row without getting on, so it is held to protect the others.",
    steps: [
      "Look at the last events of the run, and at the log of the worker at that time.",
      "Mend the cause, such as a result that is far too large, and release the run: it goes on where it was.",
    ],
  },
};

export const kindNames = Object.keys(incidentKinds) as readonly IncidentKind[];

const DAY_MS = 86_400_000;

/** An open incident of yesterday or before is one that nobody looks after. */
export const isOverdue = ({ status, openedAt }: Pick<Incident, "status" | "openedAt">, nowMs: number): boolean =>
  status === "open" && nowMs - Date.parse(openedAt) > DAY_MS;

const RESOLUTIONS: Readonly<Record<string, string>> = {
  retried: "The call was repeated",
  treatedAsDone: "The step was counted as done",
  treatedAsFailed: "The step was counted as failed",
  released: "The run was released",
};

/** What became of a closed incident. For a run that ended meanwhile, the status it ended with is what is known. */
export function outcomeText({ status, resolution }: Pick<Incident, "status" | "resolution">): string {
  if (status === "discarded") return "Discarded";
  if (resolution === undefined) return "Resolved";
  return RESOLUTIONS[resolution] ?? `The run is ${resolution.replaceAll("_", " ")}`;
}

/** The page of the run, at the step that needs looking at. */
export function runLink({ runId, nodeId, visit, failure }: Pick<Incident, "runId" | "nodeId" | "visit" | "failure">): string {
  const step = nodeId ?? failure.nodeId;
  if (step === undefined) return `/runs/${runId}`;
  return `/runs/${runId}?step=${step}${visit === undefined ? "" : `&visit=${visit}`}`;
}
