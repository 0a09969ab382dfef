import { z } from "zod";
import type { JsonValue } from "../../core/json.ts";
import { checkContract } from "../../core/mapping/contract.ts";
import { mismatchPolicies } from "../../core/mapping/mismatch-policy.ts";
import type { PureExecutor, StepContext } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";

const contract = z.object({ schema: z.record(z.string(), z.json()), onMismatch: z.enum(mismatchPolicies).default("reject") });

const resolved = z.object({
  expression: z.string(),
  source: contract.extend({ of: z.string().default("input") }).optional(),
  target: contract.optional(),
});

/** An expression that finds nothing gives `null`, so that `steps.<id>` is always there. */
export const mapExecutor: PureExecutor = {
  behavior: "pure",
  async run(context) {
    const { expression, source, target } = readConfig(resolved, context);
    const read = source === undefined ? [] : check(context, source, "source", (await context.evaluate(source.of)) ?? null);
    const output = (await context.evaluate(expression)) ?? null;
    const warnings = [...read, ...(target === undefined ? [] : check(context, target, "target", output))];
    return { output, ...(warnings.length === 0 ? {} : { warnings }) };
  },
};

const check = (
  context: StepContext,
  { schema, onMismatch }: z.infer<typeof contract>,
  side: "source" | "target",
  value: JsonValue,
) => checkContract({ schema, onMismatch }, context.schemas, { side, value, step: context.node });
