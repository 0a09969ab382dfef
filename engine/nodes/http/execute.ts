import { z } from "zod";
import { StepFailure } from "../../core/failure.ts";
import type { JsonValue } from "../../core/json.ts";
import { traceparentOfCall } from "../../core/trace/trace-ids.ts";
import type { EffectContext, EffectExecutor, StepContext, StepOutcome } from "../../runtime/executor.ts";
import { readConfig } from "../resolved-config.ts";
import { readBody, recordedHeaders, statusFailure } from "./answer.ts";
import { lookUpRequest, readLookUp } from "./look-up.ts";
import { prepareRequest, requestSchema, targetUrl, type HttpRequest } from "./request.ts";
import { mergeHeaders, type Headers } from "../merge-headers.ts";
import { SendError, type IncomingAnswer, type Send } from "../sender.ts";
import { matchesStatus, statusRule, SUCCESS } from "./status-rule.ts";

const resolved = z.object({
  expect: z.object({ status: z.array(statusRule) }).optional(),
  output: z.enum(["body", "response"]).default("body"),
});

/** Calls through `send`. Failures carry `http/...` codes and say whether another attempt could succeed. */
export function createHttpExecutor(send: Send): EffectExecutor {
  return {
    behavior: "effect",
    prepare: async (context) => prepareRequest(context),
    run: async (context, input) => {
      const request = readRecorded(input);
      return outcome(context, request, await call(send, context, request));
    },
    lookUp: async (context) => {
      const request = lookUpRequest(context);
      return readLookUp(context, describe(request), await call(send, context, request));
    },
  };
}

/** Absent keys of the recorded request come back as absent, so that the second attempt sends the bytes of the first. */
const readRecorded = (input: JsonValue): HttpRequest => requestSchema.parse(input);

async function call(send: Send, context: EffectContext, request: HttpRequest): Promise<IncomingAnswer> {
  const connection = request.connection === undefined ? undefined : await context.connection(request.connection);
  const { type, body } = content(request);
  const unasked = { traceparent: traceparentOfCall(context.idempotencyKey), ...type };
  try {
    return await send({
      method: request.method,
      url: targetUrl(context, request, connection),
      headers: mergeHeaders(unasked, request.headers, connection?.headers ?? {}),
      ...(body === undefined ? {} : { body }),
      ...(isRead(request.method) ? {} : { idempotencyKey: context.idempotencyKey }),
      allowPrivate: connection?.allowPrivate ?? false,
      signal: context.signal,
      ...(context.heartbeat && { onProgress: context.heartbeat }),
      nodeId: context.node.id,
    });
  } catch (error) {
    throw error instanceof SendError ? sendFailure(error, context, request) : error;
  }
}

const isRead = (method: string): boolean => method === "GET" || method === "HEAD";

function content({ body }: HttpRequest): { type?: Headers; body?: string } {
  if (body === undefined) return {};
  const isText = typeof body === "string";
  const type = isText ? "text/plain; charset=utf-8" : "application/json";
  return { type: { "content-type": type }, body: isText ? body : JSON.stringify(body) };
}

/**
 * A `none` effect may be tried again only when the receiver certainly saw nothing of it; a `lookup` is looked up before. A
 * receiver that began to answer has said by its status what it did.
 */
function sendFailure(error: SendError, context: StepContext, request: HttpRequest): StepFailure {
  const { node } = context;
  const { answer } = error;
  if (answer && !isExpected(context, answer.status))
    return new StepFailure(statusFailure(describe(request), { ...answer, body: "" }, node));
  const passing = error.code === "http/network" || error.code === "http/timeout";
  const retryable = passing && (node.effect !== "none" || !error.sent);
  const unknown = passing && error.sent && !isRead(request.method);
  const message = `${describe(request)}: ${error.message}`;
  const said = { ...(unknown ? { unknown } : {}), ...(answer ? doneBy(request) : {}) };
  return new StepFailure({ code: error.code, message, nodeId: node.id, retryable, ...said });
}

const describe = ({ method, connection, url }: HttpRequest): string => `${method} ${connection ?? ""}${url.split("?")[0]}`;

/** Where a receiver says that it did what a request asks for. */
const doneBy = ({ method }: HttpRequest): { readonly done?: true } => (isRead(method) ? {} : { done: true });

const isExpected = (context: StepContext, status: number): boolean =>
  matchesStatus(readConfig(resolved, context).expect?.status ?? SUCCESS, status);

function outcome(context: EffectContext, request: HttpRequest, answer: IncomingAnswer): StepOutcome {
  const { output } = readConfig(resolved, context);
  if (!isExpected(context, answer.status)) {
    throw new StepFailure(statusFailure(describe(request), answer, context.node));
  }
  const body = readJson(context, request, answer);
  if (output === "body") return { output: body };
  return { output: { status: answer.status, headers: recordedHeaders(answer.headers), body } };
}

function readJson(context: EffectContext, request: HttpRequest, answer: IncomingAnswer): JsonValue {
  try {
    return readBody(answer);
  } catch (error) {
    const why = error instanceof RangeError ? error.message : "says it is JSON and is not";
    const message = `${describe(request)} was answered with a body that ${why}.`;
    const details = { status: answer.status, body: answer.body.slice(0, 500) };
    throw new StepFailure({ code: "http/invalid-response", message, nodeId: context.node.id, ...doneBy(request), details });
  }
}
