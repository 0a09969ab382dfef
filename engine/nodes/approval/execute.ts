import { z } from "zod";
import { durationMs, durationString } from "../../core/duration.ts";
import { StepFailure } from "../../core/failure.ts";
import type { StepContext, StepOutcome, WaitExecutor } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";

const resolved = z.object({
  title: z.string({ error: "must be text" }).min(1, "must not be empty"),
  details: z.json().optional(),
  approvers: z.object({ roles: z.array(z.string()).min(1), quorum: z.literal(1).default(1) }),
  timeout: durationString.optional(),
  onTimeout: z.enum(["reject", "approve", "fail"]).default("reject"),
});

export const approvalExecutor: WaitExecutor = {
  behavior: "wait",
  async begin(context) {
    const { title, details, approvers, timeout } = readConfig(resolved, context);
    const approval = { title, ...approvers, ...(details === undefined ? {} : { details }) };
    return { approval, ...(timeout === undefined ? {} : { dueInMs: durationMs(timeout) }) };
  },
  async wake(context, wakeUp) {
    if (wakeUp.type !== "approval" || wakeUp.decision === "timedOut") return timedOut(context);
    const { decision, by, comment } = wakeUp;
    const output = { decision, ...(by === undefined ? {} : { by }), ...(comment === undefined ? {} : { comment }) };
    return { output, port: decision };
  },
};

/** Nobody decided in time: the flow says what that counts as. */
function timedOut(context: StepContext): StepOutcome {
  const { onTimeout, title, timeout } = readConfig(resolved, context);
  if (onTimeout === "fail") {
    const message = `Nobody decided "${title}" within ${timeout ?? "its time"}.`;
    throw new StepFailure({ code: "approval/timed-out", message, nodeId: context.node.id });
  }
  const decision = onTimeout === "approve" ? "approved" : "rejected";
  return { output: { decision, timedOut: true }, port: decision };
}
