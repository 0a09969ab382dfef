import type { Authored } from "../expression.ts";
import { resolved, stepOf } from "../step.ts";

/** Writes to people by mail or chat. */
export const notify = stepOf((config: Readonly<Record<string, Authored>>) => async ({ nodeId, scope, world, idempotencyKey }) => {
  const message = await resolved(config, scope);
  return { output: await world.tell({ type: "notify", nodeId, idempotencyKey, ...message }), input: message };
});
