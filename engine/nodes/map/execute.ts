import { z } from "zod";
import type { PureExecutor } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";

const resolved = z.object({ expression: z.string() });

/** An expression that finds nothing gives `null`, so that `steps.<id>` is always there. */
export const mapExecutor: PureExecutor = {
  behavior: "pure",
  async run(context) {
    const { expression } = readConfig(resolved, context);
    return { output: (await context.evaluate(expression)) ?? null };
  },
};
