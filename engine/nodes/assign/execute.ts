import { z } from "zod";
import type { JsonValue } from "../../core/json.ts";
import type { PureExecutor } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";

const resolved = z.object({ values: z.record(z.string(), z.string()) });

/** All expressions see the variables as they were before this step: their order does not matter. */
export const assignExecutor: PureExecutor = {
  behavior: "pure",
  async run(context) {
    const { values } = readConfig(resolved, context);
    const vars: Record<string, JsonValue> = {};
    for (const [name, source] of Object.entries(values)) vars[name] = (await context.evaluate(source)) ?? null;
    return { output: vars, vars };
  },
};
