import type { RunSummary } from "../engine.ts";
import type { PostResult } from "../ports.ts";
import type { OperationResult, Refusal, Refused } from "../run-operations.ts";

/** Why an operation on a run is refused, in words that serve the page and the terminal alike. */
export const refused = (code: Refusal["code"], message: string, fix: string): Refused => ({
  ok: false,
  refusal: { code, message, fix },
});

export const unknownRun = (runId: string): Refused =>
  refused("unknownRun", `There is no run ${runId}.`, "It may have been deleted; look for it in the list of runs.");

export const alreadyEnded = ({ runId, status }: Pick<RunSummary, "runId" | "status">): Refused =>
  refused("ended", `Run ${runId} has ended already: ${status.replaceAll("_", " ")}.`, "To do it again, redrive it.");

export const quarantined = (runId: string): Refused =>
  refused(
    "quarantined",
    `Run ${runId} is quarantined: it lost its process several times in a row.`,
    "Release it when the reason is mended; then it takes this.",
  );

export const justEnded = (runId: string): Refused =>
  refused("ended", `Run ${runId} has just ended.`, "Look at how it ended; to do it again, redrive it.");

/** What became of a message to a run that was there a moment ago. */
export function posted(result: PostResult, run: Pick<RunSummary, "runId" | "status">): OperationResult {
  if (result === "unknownRun") return unknownRun(run.runId);
  if (result === "ended") return justEnded(run.runId);
  return { ok: true };
}
