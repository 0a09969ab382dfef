import type { StepState } from "#components/shared/canvas/step-state.ts";
import type { RunProjection } from "#components/shared/run-view/project-run.ts";
import type { RunView } from "#components/shared/run-view/run-view.ts";

const FIRST: readonly StepState[] = ["undecided", "approval", "form", "failed", "retrying", "running", "waiting"];

/**
 * The node a look at the run should begin with: where it waits, failed or works. Otherwise a run that is followed is shown
 * where it came to last; one that was over before is read from its start, and so is one that completed in spite of a failure.
 */
export function anchorOf(view: RunView, { nodes }: RunProjection, isFollowed: boolean): string | undefined {
  if (!isFollowed && view.ended === "completed") return undefined;
  for (const state of FIRST) {
    const found = Object.keys(nodes).find((id) => nodes[id]?.state === state);
    if (found !== undefined) return found;
  }
  return isFollowed ? Object.keys(view.nodes).at(-1) : undefined;
}
