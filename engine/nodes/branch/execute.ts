import { z } from "zod";
import { holds } from "../../core/expression/holds.ts";
import type { PureExecutor } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";

const resolved = z.object({
  cases: z.array(z.object({ port: z.string(), when: z.string() })),
  otherwise: z.string().default("otherwise"),
});

export const branchExecutor: PureExecutor = {
  behavior: "pure",
  async run(context) {
    const { cases, otherwise } = readConfig(resolved, context);
    for (const { port, when } of cases) {
      if (holds(await context.evaluate(when))) return { output: { port }, port };
    }
    return { output: { port: otherwise }, port: otherwise };
  },
};
