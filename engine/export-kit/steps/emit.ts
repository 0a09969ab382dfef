import type { Authored } from "../expression.ts";
import { resolved, stepOf } from "../step.ts";

/** Puts an event on the bus. */
export const emit = stepOf((config: Readonly<Record<string, Authored>>) => async ({ nodeId, scope, world, idempotencyKey }) => {
  const message = await resolved(config, scope);
  return { output: await world.tell({ type: "emit", nodeId, idempotencyKey, ...message }), input: message };
});
