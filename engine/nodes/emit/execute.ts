import { z } from "zod";
import { eventType } from "../../core/event/cloud-event.ts";
import { isJsonObject, type JsonValue } from "../../core/json.ts";
import type { EmitFromRun } from "../../runtime/event-bus.ts";
import type { EffectExecutor, StepContext } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";

const text = z.string({ error: "must be text" }).min(1, "must not be empty").max(200, "must have at most 200 characters");

const resolved = z.object({
  type: eventType,
  source: text.optional(),
  subject: text.optional(),
  data: z.json().default(null),
  key: text.optional(),
});

/** What is recorded as the step's input, and sent as it is in every attempt. */
const recorded = resolved.extend({ source: text });

/** Puts one event on the bus per step, however often the step is tried. */
export function createEmitExecutor(emit: EmitFromRun): EffectExecutor {
  return {
    behavior: "effect",
    prepare: async (context) => {
      const { source = `/flows/${runOf(context).flow}`, ...event } = readConfig(resolved, context);
      return { source, ...event } satisfies JsonValue;
    },
    run: async (context, input) => {
      const { type, source, subject, data, key } = recorded.parse(input);
      const about = { source, type, ...(subject === undefined ? {} : { subject }) };
      const eventKey = key === undefined ? `step:${context.idempotencyKey}` : `key:${type}:${key}`;
      const { id, time } = await emit(runOf(context).id, { ...about, data, key: eventKey });
      return { output: { id, ...about, time } };
    },
  };
}

function runOf({ scope }: StepContext): { readonly id: string; readonly flow: string } {
  const { run } = scope;
  if (isJsonObject(run)) return { id: String(run["id"]), flow: String(run["flow"]) };
  throw new Error("A step that emits belongs to a run.");
}
