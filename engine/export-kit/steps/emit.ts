import type { Authored } from "../expression.ts";
import { isObject } from "../json.ts";
import { resolved, stepOf } from "../step.ts";

/** Puts an event on the bus, and gives its attributes. */
export const emit = stepOf((config: Readonly<Record<string, Authored>>) => async ({ nodeId, scope, world, idempotencyKey }) => {
  const event = { source: `/flows/${String(scope.run["flow"])}`, ...(await resolved(config, scope)) };
  const told = await world.tell({ type: "emit", nodeId, idempotencyKey, event });
  const { data: _data, key: _key, ...about } = { data: null, key: null, ...event };
  const time = new Date(world.now()).toISOString();
  return { output: { id: idempotencyKey, ...about, time, ...(isObject(told) ? told : {}) }, input: event };
});
