import { z } from "zod";
import { StepFailure } from "../../core/failure.ts";
import type { JsonObject } from "../../core/json.ts";
import { traceparentOfCall } from "../../core/trace/trace-ids.ts";
import type { EffectContext, StepContext } from "../../runtime/executor.ts";
import type { ResolvedConnection } from "../../runtime/ports.ts";
import { mergeHeaders } from "../merge-headers.ts";
import { readConfig } from "../resolved-config.ts";
import { SendError, type IncomingAnswer, type Send } from "../sender.ts";

const resolved = z.object({
  connection: z.string(),
  text: z.string({ error: "must be text" }).min(1, "must not be empty"),
});

/** The message as it is recorded with the step. The address of an incoming webhook is a secret and stays with the connection. */
export const chatSchema = z.object({ channel: z.literal("chat"), connection: z.string(), text: z.string() });
type ChatMessage = z.infer<typeof chatSchema>;

export const prepareChat = (context: StepContext): ChatMessage => ({ channel: "chat", ...readConfig(resolved, context) });

/** `{ text }` is what the incoming webhooks of Slack, Teams, Mattermost and Rocket.Chat take. */
export async function postPrepared(
  send: Send,
  context: EffectContext,
  { connection: name, text }: ChatMessage,
): Promise<JsonObject> {
  const connection = await context.connection(name);
  const answer = await post(send, context, connection, JSON.stringify({ text }));
  if (answer.status < 200 || answer.status > 299) throw refused(context, name, answer);
  return { channel: "chat", status: answer.status };
}

async function post(
  send: Send,
  { node, signal, heartbeat, idempotencyKey }: EffectContext,
  { name, baseUrl, headers, allowPrivate }: ResolvedConnection,
  body: string,
): Promise<IncomingAnswer> {
  try {
    const url = new URL(baseUrl);
    const traceparent = traceparentOfCall(idempotencyKey);
    const sent = mergeHeaders({ "content-type": "application/json", traceparent }, headers);
    const listening = heartbeat && { onProgress: heartbeat };
    const to = { method: "POST", url, headers: sent, idempotencyKey, allowPrivate };
    return await send({ ...to, body, signal, nodeId: node.id, ...listening });
  } catch (error) {
    if (!(error instanceof SendError)) throw error;
    // Nothing of the body is used.
    if (error.answer) return { ...error.answer, body: "" };
    const retryable = error.code === "http/network" || error.code === "http/timeout";
    throw new StepFailure({ code: error.code, message: `Message to "${name}": ${error.message}`, nodeId: node.id, retryable });
  }
}

const MAY_PASS = new Set([408, 425, 429]);

function refused({ node }: StepContext, name: string, { status, headers, body }: IncomingAnswer): StepFailure {
  const seconds = Number(headers["retry-after"]);
  return new StepFailure({
    code: "http/status",
    message: `Message to "${name}": the chat answered with status ${status}.`,
    nodeId: node.id,
    retryable: status >= 500 || MAY_PASS.has(status),
    ...(seconds > 0 ? { retryAfterMs: Math.min(seconds, 86_400) * 1_000 } : {}),
    details: { status, body: body.slice(0, 500) },
  });
}
