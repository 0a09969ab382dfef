import type { z } from "zod";
import { StepFailure } from "../core/failure.ts";
import type { StepContext } from "../runtime/executor.ts";

/**
 * Reads a step's config after its templates were replaced. What a template gave may be anything, so the fields an
 * executor relies on are checked here; throws `step/invalid-config` naming the field.
 */
export function readConfig<Schema extends z.ZodType>(schema: Schema, { config, node }: StepContext): z.output<Schema> {
  const result = schema.safeParse(config);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue === undefined || issue.path.length === 0 ? "its config" : `"${issue.path.join(".")}"`;
  const message = `Step "${node.label}" cannot run: ${field} ${issue?.message ?? "is not valid"}.`;
  throw new StepFailure({ code: "step/invalid-config", message, nodeId: node.id });
}
