import { createHash } from "node:crypto";
import { z } from "zod";
import { StepFailure } from "../../core/failure.ts";
import type { JsonObject } from "../../core/json.ts";
import type { EffectContext, StepContext } from "../../runtime/executor.ts";
import type { MailServer } from "../../runtime/ports.ts";
import { MailError, type MailReceipt, type SendMail } from "../mail-sender.ts";
import { addressProblem, splitAddresses } from "./addresses.ts";
import { markdownToHtml } from "./markdown.ts";

/** What a template gives may be one address, a list, or nothing. */
const addresses = z
  .union([z.string(), z.array(z.union([z.string(), z.null()])), z.null()], { error: "must be an address or a list of addresses" })
  .default([])
  .transform((given) => [given].flat().flatMap((text) => splitAddresses(text ?? "")));

const resolved = z.object({
  connection: z.string(),
  to: addresses,
  cc: addresses,
  subject: z.string({ error: "must be text" }).min(1, "must not be empty"),
  text: z.string({ error: "must be text" }).min(1, "must not be empty"),
});

/** The mail as it is recorded with the step: everything but the server and its credentials. */
export const mailSchema = z.object({
  channel: z.literal("email"),
  connection: z.string(),
  to: z.array(z.string()),
  cc: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
});
type Mail = z.infer<typeof mailSchema>;

const MAX_RECIPIENTS = 100;

/** Throws `mail/invalid-message` when the templates gave something that cannot be mailed. */
export function prepareMail(context: StepContext): Mail {
  const result = resolved.safeParse(context.config);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalid(context, `"${issue?.path[0]?.toString() ?? "config"}" ${issue?.message ?? "is not valid"}`);
  }
  const { to, cc } = result.data;
  const problem = [...to, ...cc].map(addressProblem).find((found) => found !== undefined);
  if (problem !== undefined) throw invalid(context, problem);
  if (to.length === 0) throw invalid(context, '"to" names nobody');
  if (to.length + cc.length > MAX_RECIPIENTS) throw invalid(context, `it would go to more than ${MAX_RECIPIENTS} people`);
  return { channel: "email", ...result.data };
}

const invalid = ({ node }: StepContext, why: string): StepFailure =>
  new StepFailure({
    code: "mail/invalid-message",
    message: `Step "${node.label}" cannot send its mail: ${why}.`,
    nodeId: node.id,
  });

export async function sendPrepared(sendMail: SendMail, context: EffectContext, mail: Mail): Promise<JsonObject> {
  const { node, signal, heartbeat, idempotencyKey } = context;
  const { mailServer: server, allowPrivate } = await context.connection(mail.connection);
  if (server === undefined) {
    const message = `Step "${node.label}" cannot send its mail: the connection "${mail.connection}" is not a mail server (type: smtp).`;
    throw new StepFailure({ code: "step/invalid-config", message, nodeId: node.id });
  }
  const { to, cc, subject, text } = mail;
  const messageId = messageIdOf(idempotencyKey, server);
  const html = markdownToHtml(text);
  const how = { server, allowPrivate, signal, nodeId: node.id, ...(heartbeat && { onProgress: heartbeat }) };
  const { accepted, refused } = await delivered(sendMail({ ...how, messageId, to, cc, subject, text, html }), context, mail);
  return { channel: "email", messageId, accepted, refused };
}

async function delivered(sending: Promise<MailReceipt>, { node }: StepContext, { connection }: Mail): Promise<MailReceipt> {
  try {
    return await sending;
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    const message = `Mail by "${connection}": ${error.message}`;
    throw new StepFailure({ code: error.code, message, nodeId: node.id, retryable: error.code === "mail/unavailable" });
  }
}

/** Derived, not drawn: every attempt of the step sends the same message. */
function messageIdOf(key: string, { from }: MailServer): string {
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? "omnilink.invalid";
  return `<${createHash("sha256").update(key).digest("hex").slice(0, 32)}@${domain}>`;
}
