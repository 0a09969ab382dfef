import type { FlowPlan } from "../compile/flow-plan.ts";
import { isJsonObject } from "../json.ts";
import type { EventOf, NoCaller, RunEvent } from "./run-event.ts";
import { endStatus } from "./run-status.ts";

/** Why nobody waits, for a run whose trigger has the caller wait for a node to answer; of others there is nothing to say. */
export function withoutCaller({ nodes }: FlowPlan, trigger: string, why: NoCaller): { readonly noCaller?: NoCaller } {
  return nodes[trigger]?.callerAnswer === "awaited" ? { noCaller: why } : {};
}

/** The caller hears the first answer or end that is in the log, and no later one, also when it asks again. */
export const callerWasTold = (plan: FlowPlan, events: readonly RunEvent[]): boolean =>
  events.some((event) => event.type in endStatus || (event.type === "step.completed" && isAnswer(plan, event)));

function isAnswer({ nodes }: FlowPlan, { nodeId, data }: EventOf<"step.completed">): boolean {
  return nodes[nodeId]?.callerAnswer === "given" && isJsonObject(data.output) && data.output["answered"] === true;
}
