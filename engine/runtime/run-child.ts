import { StepFailure } from "../core/failure.ts";
import type { JsonValue } from "../core/json.ts";
import { nodeOf } from "../core/machine/draft.ts";
import type { RunEventBody } from "../core/machine/run-event.ts";
import type { ActiveStep } from "../core/machine/run-state.ts";
import { undoneRun } from "../core/machine/undo-in-hand.ts";
import type { ChildRequest, StepOutcome } from "./executor.ts";
import { completed, coordinates, type Attempt } from "./step-events.ts";
import type { StepWorld } from "./step-world.ts";

/** Starts the run of a sub-flow, or has it undone when the step is an undo; the step then waits for the run. */
export async function callChild(attempt: Attempt, input: JsonValue): Promise<RunEventBody> {
  const { world, step } = attempt;
  const undone = undoneRun(step);
  if (undone !== undefined) {
    if ((await world.children.undo(step, undone)) === "unknownRun") throw goneRun(world, step, undone);
    return waitFor(step, undone);
  }
  const request = input as unknown as ChildRequest;
  const runId = await world.children.start(step, request);
  return request.wait ? waitFor(step, runId) : completed(attempt, { output: { runId } });
}

function goneRun({ plan }: StepWorld, { nodeId }: ActiveStep, runId: string): StepFailure {
  const message = `Run ${runId}, which "${nodeOf(plan, nodeId).label}" started, has been deleted: what it did cannot be undone by it any more.`;
  return new StepFailure({ code: "subflow/not-undone", message, nodeId, details: { runId } });
}

const waitFor = (step: ActiveStep, child: string): RunEventBody => ({
  type: "step.waiting",
  ...coordinates(step),
  data: { child },
});

/** What the end of its run means for the step: its output, or its failure. */
export function childOutcome({ plan }: StepWorld, step: ActiveStep): StepOutcome {
  const { wakeUp, nodeId } = step;
  const isUndone = undoneRun(step) !== undefined;
  if (wakeUp?.type !== "child") throw new Error(`Node ${nodeId} waits for a run and was woken by something else.`);
  const { runId, status, output = null, failure } = wakeUp.outcome;
  if (status === (isUndone ? "compensated" : "completed")) return { output };
  if (step.expired && status === "canceled" && !step.undoes) throw tooLate(step, nodeOf(plan, nodeId).label);
  const what = isUndone ? "could not be undone" : `ended as ${status.replaceAll("_", " ")}`;
  const why = failure ? `: ${failure.message}` : ".";
  throw new StepFailure({
    code: isUndone ? "subflow/not-undone" : "subflow/failed",
    message: `The run that "${nodeOf(plan, nodeId).label}" started ${what}${why}`,
    nodeId,
    details: { runId, status, ...(failure ? { failure: { ...failure } as never } : {}) },
  });
}

/** Its run was canceled because the step had run out of time. */
const tooLate = ({ nodeId }: ActiveStep, label: string): StepFailure =>
  new StepFailure({ code: "step/deadline", message: `"${label}" took longer than its deadline allows.`, nodeId });
