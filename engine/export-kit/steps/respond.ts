import type { Authored } from "../expression.ts";
import { resolved, stepOf } from "../step.ts";

/** Answers the caller of the webhook that started the run. */
export const respond = stepOf(
  (config: Readonly<Record<string, Authored>>) =>
    async ({ nodeId, scope, world, idempotencyKey }) => {
      const message = await resolved(config, scope);
      return { output: await world.tell({ type: "respond", nodeId, idempotencyKey, ...message }), input: message };
    },
);
