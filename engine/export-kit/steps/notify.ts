import type { Authored } from "../expression.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import { resolved, stepOf } from "../step.ts";

/** Writes to people by mail or chat, and gives the receipt. */
export const notify = stepOf((config: Readonly<Record<string, Authored>>) => async ({ nodeId, scope, world, idempotencyKey }) => {
  const message = await resolved(config, scope);
  const told = await world.tell({ type: "notify", nodeId, idempotencyKey, message });
  return { output: { ...receipt(message, idempotencyKey), ...(isObject(told) ? told : {}) }, input: message };
});

/** What it is when everybody gets it. */
const receipt = ({ channel, to = [] }: JsonObject, key: string): JsonObject =>
  channel === "chat"
    ? { channel, status: 200 }
    : { channel: "email", messageId: `<${key}@omnilink.invalid>`, accepted: addresses(to), refused: [] };

const addresses = (to: Json): readonly Json[] =>
  typeof to === "string"
    ? to
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== "")
    : ((Array.isArray(to) ? to : []) as readonly Json[]);
