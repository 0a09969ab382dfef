import { StepFailure } from "../core/failure.ts";
import type { ActiveStep } from "../core/machine/run-state.ts";
import type { EffectContext, EffectExecutor, StepOutcome } from "./executor.ts";

/**
 * A call of class `lookup` is made only while it is certain that it has done nothing yet. When an earlier attempt gave no
 * answer, or its process died, the receiver is asked first: what was done counts as the outcome, what was not is done now,
 * as long as a repeat is left. A call that was given up is only ever asked about.
 *
 * Failures say by `unknown` whether anything is still open: `true` when the look-up itself did not tell, `false` when it did
 * and the call was then refused.
 */
export async function lookUpFirst(executor: EffectExecutor, call: EffectContext, step: ActiveStep): Promise<StepOutcome> {
  const input = step.input ?? null;
  const isLate = step.phase === "late";
  if (!isLate && !step.outcomeUnknown) return executor.run(call, input);
  const found = await lookUp(executor, call, step);
  if (found) return found;
  if (isLate || step.lookups !== undefined) throw notDone(call);
  return executor.run(call, input).catch((error: unknown) => {
    throw error instanceof StepFailure ? new StepFailure({ unknown: false, ...error.failure }) : error;
  });
}

async function lookUp(executor: EffectExecutor, call: EffectContext, step: ActiveStep): Promise<StepOutcome | undefined> {
  if (!executor.lookUp) throw new Error(`Node kind ${call.node.kind} cannot look up what a call did.`);
  try {
    return await executor.lookUp(call, step.input ?? null);
  } catch (error) {
    throw error instanceof StepFailure ? new StepFailure({ ...error.failure, unknown: true, retryable: true }) : error;
  }
}

const notDone = ({ node }: EffectContext): StepFailure =>
  new StepFailure({
    code: "step/not-done",
    message: `"${node.label}" was not answered, and looking it up shows that nothing was done.`,
    nodeId: node.id,
    unknown: false,
  });
