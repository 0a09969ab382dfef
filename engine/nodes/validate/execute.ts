import { z } from "zod";
import { StepFailure } from "../../core/failure.ts";
import { checkSchema } from "../../core/schema/check-schema.ts";
import type { PureExecutor } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";

const resolved = z.object({ schema: z.record(z.string(), z.json()), of: z.string().default("input") });

/** Gives the checked value unchanged, so that later steps can rely on it. */
export const validateExecutor: PureExecutor = {
  behavior: "pure",
  async run(context) {
    const { schema, of } = readConfig(resolved, context);
    const value = (await context.evaluate(of)) ?? null;
    const errors = checkSchema(schema, context.schemas, value);
    if (errors.length === 0) return { output: value };
    const [first] = errors;
    const more = errors.length === 1 ? "" : ` and ${errors.length - 1} more`;
    throw new StepFailure({
      code: "validate/failed",
      message: `Step "${context.node.label}": ${of} does not fit its contract: ${first?.path || "the value"} ${first?.message ?? ""}${more}.`,
      nodeId: context.node.id,
      details: { errors: errors.map(({ path, message }) => ({ path, message })) },
    });
  },
};
