import { z } from "zod";
import type { JsonValue } from "../../core/json.ts";
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

/** JSONata's own `$boolean`: empty text, 0, null, empty lists, empty objects and nothing at all do not hold. */
function holds(value: JsonValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(holds);
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
