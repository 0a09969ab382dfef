import { z } from "zod";
import { durationMs, durationString } from "../../core/duration.ts";
import { StepFailure } from "../../core/failure.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import { selfContainedSchema } from "../../core/schema/self-contained-schema.ts";
import { checkAnswer } from "../../core/validate/check-answer.ts";
import type { StepContext, StepOutcome, WaitExecutor } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";

const resolved = z.object({
  title: z.string({ error: "must be text" }).min(1, "must not be empty"),
  description: z.string({ error: "must be text" }).optional(),
  roles: z.array(z.string()).min(1),
  schema: z.record(z.string(), z.json()),
  initial: z.json().optional(),
  timeout: durationString.optional(),
  onTimeout: z.enum(["leave", "initial", "fail"]).default("leave"),
});

export const formExecutor: WaitExecutor = {
  behavior: "wait",
  async begin(context) {
    const { title, roles, initial, timeout } = readConfig(resolved, context);
    const approval = { title, roles, quorum: 1, form: schemaOf(context), ...(initial === undefined ? {} : { initial }) };
    return { approval, ...(timeout === undefined ? {} : { dueInMs: durationMs(timeout) }) };
  },
  async wake(context, wakeUp) {
    if (wakeUp.type !== "approval" || wakeUp.decision !== "answered") return timedOut(context);
    return { output: wakeUp.answer ?? null, port: "answered" };
  },
};

/** What is stored with the task: everything the page needs, so that a later version of the flow changes no open form. */
function schemaOf(context: StepContext): JsonObject {
  const { schema, description } = readConfig(resolved, context);
  const whole = selfContainedSchema(schema, context.schemas);
  return description === undefined ? whole : { ...whole, description };
}

/** Nobody answered in time: the flow says what that counts as. */
function timedOut(context: StepContext): StepOutcome {
  const { onTimeout, initial = null, title, timeout } = readConfig(resolved, context);
  if (onTimeout === "leave") return { output: null, port: "timedOut" };
  const message = `Nobody filled in "${title}" within ${timeout ?? "its time"}`;
  if (onTimeout === "fail") throw failure(context, `${message}.`);
  const [problem] = checkAnswer(initial, schemaOf(context));
  if (problem === undefined) return { output: initial, port: "answered" };
  throw failure(context, `${message}, and what it was filled in with at first is no answer: ${problem.message}`, initial);
}

const failure = ({ node }: StepContext, message: string, initial?: JsonValue): StepFailure =>
  new StepFailure({
    code: "form/timed-out",
    message,
    nodeId: node.id,
    ...(initial === undefined ? {} : { details: { initial } }),
  });
