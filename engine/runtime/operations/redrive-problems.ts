import { hasEnded, type RunEvent } from "../../core/machine/run-event.ts";
import type { RedrivePreview } from "../../core/machine/redrive-preview.ts";
import type { RunSummary } from "../engine.ts";
import type { LoadedFlow } from "../ports.ts";
import type { RedriveProblem, RedriveRequest } from "../run-operations.ts";
import type { OperationPorts } from "./operation-ports.ts";

/** What stands in the way of a redrive, and what people should know before they do it. */

export function versionProblem({ flowId, flowName }: RunSummary, { version = "same" }: RedriveRequest): RedriveProblem {
  const which = typeof version === "number" ? `no version ${version}` : "no deployed version";
  const message = `Flow "${flowName}" has ${which}.`;
  return { code: "unknownVersion", severity: "error", message, fix: `Choose another one of ${flowId}.` };
}

export function momentProblem({ from }: RedriveRequest): RedriveProblem {
  const problem = (message: string, fix: string): RedriveProblem => ({ code: "noSuchMoment", severity: "error", message, fix });
  if (from.from === "node") {
    const message = `The run never came to the step "${from.nodeId}".`;
    return { ...problem(message, "Choose a step that it came to, or go back to its start."), nodeId: from.nodeId };
  }
  if (from.from === "event") return problem(`The run has no event ${from.seq}.`, "Choose one of those in its trace.");
  return problem("Nothing in this run has failed.", "Name a step or an event to go back to, or its start.");
}

/** A run that had stopped going forward by then has nothing to go on with: it would count as completed at once. */
export const endedBefore = (seq: number): RedriveProblem => ({
  code: "noSuchMoment",
  severity: "error",
  message: `At event ${seq} the run had stopped going forward already: nothing is left there to go on with.`,
  fix: "Choose an event before it failed, was canceled or ended.",
});

/** Runs that are still under way and would be in each other's way. */
export async function livenessProblems(
  ports: OperationPorts,
  run: RunSummary,
  events: readonly RunEvent[],
  { mode, orgId }: RedriveRequest,
): Promise<readonly RedriveProblem[]> {
  if (mode === "fork") return hasEnded(run.status) ? [] : [originalAlive(run)];
  const alive = await aliveChildren(ports, orgId, events);
  return [...(hasEnded(run.status) ? [] : stillAlive(run)), ...alive.map(childAlive), ...parentOf(events)];
}

function originalAlive({ runId }: RunSummary): RedriveProblem {
  return {
    code: "originalAlive",
    severity: "warning",
    message: "The original run has not ended: it and the fork may do the same work twice.",
    fix: "Cancel or pause the original if it is not meant to go on.",
    otherRunId: runId,
  };
}

export const pausedProblem = (runId: string): RedriveProblem => ({
  code: "paused",
  severity: "error",
  message: `Run ${runId} is paused, and goes nowhere before somebody resumes it.`,
  fix: "Resume it first (or release it, if it is quarantined), or fork it.",
});

/** Waiting for something is a place to leave; being driven is not. */
function stillAlive({ runId, status }: RunSummary): readonly RedriveProblem[] {
  if (status === "paused") return [pausedProblem(runId)];
  if (status === "waiting" || status === "needs_decision") return [];
  const message = `Run ${runId} is still under way (${status}).`;
  return [{ code: "stillRunning", severity: "error", message, fix: "Wait until it rests or ends, cancel it, or fork it." }];
}

async function aliveChildren(ports: OperationPorts, orgId: string, events: readonly RunEvent[]): Promise<readonly RunSummary[]> {
  const ids = new Set(events.flatMap((event) => (event.type === "step.waiting" ? (event.data.child ?? []) : [])));
  const children = await Promise.all([...ids].map((runId) => ports.find(orgId, runId)));
  return children.filter((child) => child !== undefined).filter(({ status }) => !hasEnded(status));
}

const childAlive = ({ runId, flowName }: RunSummary): RedriveProblem => ({
  code: "childAlive",
  severity: "error",
  message: `A run of "${flowName}" that this one started is still under way; it would be started a second time.`,
  fix: "Wait until it ends, or cancel it first.",
  otherRunId: runId,
});

function parentOf([first]: readonly RunEvent[]): readonly RedriveProblem[] {
  if (first?.type !== "run.started" || !first.data.parent) return [];
  const message = "Another run started this one. If that one no longer waits, it will not hear how this one ends now.";
  const fix = "Look whether the run that started it has ended; then redrive that one instead.";
  return [{ code: "hasParent", severity: "warning", message, fix, otherRunId: first.data.parent.runId }];
}

export function undoneProblems({ undoneSince }: RedrivePreview, { plan }: LoadedFlow): readonly RedriveProblem[] {
  return undoneSince.map(({ nodeId }) => ({
    code: "undoneSince",
    severity: "warning",
    message: `What "${plan.nodes[nodeId]?.label ?? nodeId}" did was undone since, and its result would be used again.`,
    fix: "Go back to before this step, so that it is done again.",
    nodeId,
  }));
}

export function notesOf(run: RunSummary, { mode }: RedriveRequest, { reused }: RedrivePreview): readonly string[] {
  const notes: string[] = [];
  if (mode === "fork" && reused.length > 0)
    notes.push(
      "What the original run did stays the original's: the new run uses those results, and does not undo them if it fails.",
    );
  if (mode === "fork") notes.push("The original run stays as it is.");
  if (mode === "rewind") notes.push("The same run goes on; its log keeps everything that happened.");
  if (mode === "rewind" && (run.status === "waiting" || run.status === "needs_decision"))
    notes.push("What the run waits for now is given up.");
  return notes;
}
