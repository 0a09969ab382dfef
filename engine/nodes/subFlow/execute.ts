import { z } from "zod";
import type { ChildExecutor } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";

const resolved = z.object({
  flow: z.string(),
  version: z.int().min(1).optional(),
  input: z.json().optional(),
  wait: z.boolean().default(true),
});

export const subFlowExecutor: ChildExecutor = {
  behavior: "child",
  async begin(context) {
    const { flow, version, input, wait } = readConfig(resolved, context);
    return {
      flow,
      input: input ?? context.scope["input"] ?? null,
      wait,
      ...(version === undefined ? {} : { version }),
    };
  },
};
