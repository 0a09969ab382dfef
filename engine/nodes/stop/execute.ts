import { z } from "zod";
import type { PureExecutor, StepOutcome } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";

const resolved = z.object({
  outcome: z.enum(["completed", "failed"]).default("completed"),
  output: z.json().optional(),
  message: z.string({ error: "must be text" }).optional(),
});

export const stopExecutor: PureExecutor = {
  behavior: "pure",
  async run(context): Promise<StepOutcome> {
    const { outcome, output, message } = readConfig(resolved, context);
    if (outcome === "completed") return { output: output ?? (message === undefined ? null : { message }) };
    const failure = {
      code: "stop/failed",
      message: message ?? `The flow was stopped as failed at "${context.node.label}".`,
      nodeId: context.node.id,
      ...(output === undefined ? {} : { details: output }),
    };
    return { output: { failure }, port: "failed" };
  },
};
