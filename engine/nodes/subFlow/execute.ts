import { z } from "zod";
import type { JsonValue } from "../../core/json.ts";
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
      input: (input ?? context.scope["input"] ?? null) as JsonValue,
      wait,
      ...(version === undefined ? {} : { version }),
    };
  },
};
