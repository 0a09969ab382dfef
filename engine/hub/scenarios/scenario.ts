import { parse } from "yaml";
import { z } from "zod";
import { eventType } from "../../core/event/cloud-event.ts";
import { identifier } from "../../core/flow/flow-document.ts";
import { runStatuses } from "../../core/machine/run-event.ts";

/**
 * A scenario is a test of a flow, in `scenarios/*.yaml` beside it: what comes in, what the outside world answers and what
 * people decide, and what must then have happened. It runs in virtual time and calls nobody.
 */
const httpAnswer = z.union([
  z.strictObject({
    status: z.int().min(200).max(599),
    body: z.json().optional(),
    headers: z.record(z.string(), z.string()).optional(),
  }),
  /** No answer: the connection broke, or nothing came in time. */
  z.strictObject({ error: z.enum(["network", "timeout"]) }),
]);

/**
 * `answer` fills in a form; `timeout`: nobody decides, and time passes. Without an entry for an approval or a form the run
 * is left waiting at it.
 */
const decision = z
  .strictObject({
    decision: z.enum(["approve", "reject", "answer", "timeout"]),
    comment: z.string().optional(),
    data: z.json().optional(),
  })
  .refine(({ decision: made, data }) => (made === "answer") === (data !== undefined), {
    message: "belongs to decision: answer, which needs it",
    path: ["data"],
  });

const expectation = z.strictObject({
  status: z.enum(runStatuses),
  /** Part of the run's output: objects may hold more than is written here, lists may not. */
  output: z.json().optional(),
  /** Part of the failure that the run ended with. */
  failure: z.json().optional(),
  visited: z.array(identifier).optional(),
  notVisited: z.array(identifier).optional(),
  /** Steps that were undone, in the order of the undoing. */
  undone: z.array(identifier).optional(),
  /** Calls and mails per node, counting every attempt. */
  calls: z.record(identifier, z.int().min(0)).optional(),
  /** Events put on the bus, in order; each may hold more than is written here. */
  emitted: z.array(z.strictObject({ type: eventType, subject: z.string().optional(), data: z.json().optional() })).optional(),
});

const scenarioSchema = z
  .strictObject({
    name: z.string().min(1).max(200),
    input: z.json().optional(),
    /** Variables of the environment, which expressions read as `env.NAME`. */
    env: z.record(z.string(), z.json()).optional(),
    /** A real payload from a package of examples. */
    inputFrom: z
      .strictObject({ package: z.literal("@octokit/webhooks-examples"), event: z.string(), index: z.int().min(0) })
      .optional(),
    /** Node to start from; default: the flow's first trigger. */
    trigger: identifier.optional(),
    /** Answers per calling node, used in order; the last one repeats. Mail without one arrives. */
    answers: z.record(identifier, z.array(httpAnswer).min(1)).optional(),
    decisions: z.record(identifier, decision).optional(),
    /** Sent in order once the run has come to its first stand. */
    signals: z.array(z.strictObject({ name: z.string().min(1), payload: z.json().optional() })).optional(),
    expect: expectation,
  })
  .refine(({ input, inputFrom }) => (input === undefined) !== (inputFrom === undefined), "must have either input or inputFrom");

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioAnswer = z.infer<typeof httpAnswer>;

export type ReadScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  /** Each message names the place in the file. */
  | { readonly ok: false; readonly messages: readonly string[] };

/** Reads the text of a scenario file. Never throws. */
export function readScenario(text: string): ReadScenario {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return { ok: false, messages: [`The file is not YAML: ${(error as Error).message.split("\n")[0]}`] };
  }
  const result = scenarioSchema.safeParse(value);
  if (result.success) return { ok: true, scenario: result.data };
  return {
    ok: false,
    messages: result.error.issues.map(({ path, message }) => `${path.join(".") || "the scenario"}: ${message}`),
  };
}
