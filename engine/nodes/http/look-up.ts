import { z } from "zod";
import { StepFailure } from "../../core/failure.ts";
import type { JsonObject, JsonValue } from "../../core/json.ts";
import type { EffectContext, StepContext, StepOutcome } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";
import type { IncomingAnswer } from "../sender.ts";
import { readBody, recordedHeaders, statusFailure } from "./answer.ts";
import { prepareRequest, type HttpRequest } from "./request.ts";
import { matchesStatus, SUCCESS } from "./status-rule.ts";

const resolved = z.object({
  connection: z.string().optional(),
  lookup: z.object({ found: z.string().optional(), output: z.string().optional() }).loose(),
});

/** The request that asks whether a call did its work: to the same connection, by a method that changes nothing. */
export function lookUpRequest(context: StepContext): HttpRequest {
  const { connection, lookup } = readConfig(resolved, context);
  const config = { method: "GET", ...lookup, ...(connection === undefined ? {} : { connection }) };
  return prepareRequest({ ...context, config });
}

const NOTHING_THERE = new Set([404, 410]);

/**
 * What the answer to a look-up means: the outcome of the call it asks about, `undefined` when the call did nothing. Any
 * status but success and "nothing there" leaves it open, and so does a `found` that is neither true nor false.
 */
export async function readLookUp(
  context: EffectContext,
  about: string,
  answer: IncomingAnswer,
): Promise<StepOutcome | undefined> {
  if (NOTHING_THERE.has(answer.status)) return undefined;
  if (!matchesStatus(SUCCESS, answer.status)) throw new StepFailure(statusFailure(about, answer, context.node));
  const seen: JsonObject = { status: answer.status, headers: recordedHeaders(answer.headers), body: readBody(answer) };
  const { found, output } = readConfig(resolved, context).lookup;
  const evaluate = (source: string): Promise<JsonValue | undefined> => context.evaluate(source, undefined, { answer: seen });
  if (found !== undefined && !(await isFound(context, found, evaluate))) return undefined;
  if (output !== undefined) return { output: (await evaluate(output)) ?? null };
  return { output: context.config["output"] === "response" ? seen : seen["body"]! };
}

async function isFound(
  { node }: StepContext,
  source: string,
  evaluate: (source: string) => Promise<JsonValue | undefined>,
): Promise<boolean> {
  const value = (await evaluate(source)) ?? false;
  if (typeof value === "boolean") return value;
  const message = `The look-up of "${node.label}" does not tell: "found" must come to true or false.`;
  throw new StepFailure({ code: "http/invalid-response", message, nodeId: node.id });
}
