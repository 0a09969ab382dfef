import type { Authored } from "../expression.ts";
import type { StepResult } from "../scope.ts";
import { StepFailure } from "../failure.ts";
import { duration, resolved, stepOf, text } from "../step.ts";

/** Waits for a person to approve or reject. */
export const approval = stepOf(
  (config: Readonly<Record<string, Authored>>) =>
    async ({ nodeId, scope, world }): Promise<StepResult> => {
      const { title, details, timeout, onTimeout = "reject" } = await resolved(config, scope);
      const timeoutMs = duration(timeout);
      const answer = await world.decide({
        nodeId,
        title: text(title) ?? "",
        ...(details === undefined ? {} : { details }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
      if (answer) {
        const { decision, by, comment } = answer;
        return {
          output: { decision, ...(by === undefined ? {} : { by }), ...(comment === undefined ? {} : { comment }) },
          port: decision,
        };
      }
      if (onTimeout === "fail")
        throw new StepFailure({ code: "approval/timed-out", message: `Nobody decided "${text(title)}" in time.` });
      const decision = onTimeout === "approve" ? "approved" : "rejected";
      return { output: { decision, timedOut: true }, port: decision };
    },
);
