import { createRedactor } from "../../core/redact-secrets.ts";
import type { SendMail } from "../../nodes/mail-sender.ts";
import { mergeHeaders } from "../../nodes/merge-headers.ts";
import type { Send } from "../../nodes/sender.ts";
import type { Delivery } from "../../runtime/deliver-notices.ts";
import type { Notice } from "../../runtime/notices.ts";
import type { Connections } from "../../runtime/ports.ts";
import { noticeChat, noticeMail } from "./notice-mail.ts";

export interface NoticeOutside {
  readonly connections: Connections;
  readonly send: Send;
  readonly sendMail: SendMail;
}

export interface NoticeSettings {
  /** Where people reach this installation, without a slash at the end. */
  readonly siteUrl: string;
  /** Names of connections: a mail server, and the incoming webhook of a chat. */
  readonly mail?: string | undefined;
  readonly chat?: string | undefined;
}

const SEND_TIMEOUT_MS = 20_000;

/** The ways in which notices leave. What is sent again carries the same id, so that who gets it twice can tell. */
export function createNoticeWays(outside: NoticeOutside, { siteUrl, mail, chat }: NoticeSettings): Delivery["ways"] {
  return {
    ...(mail ? { mail: (notice) => mailTo(outside, mail, notice, siteUrl) } : {}),
    ...(chat ? { chat: (notice) => postTo(outside, chat, notice, siteUrl) } : {}),
  };
}

async function mailTo(outside: NoticeOutside, connection: string, notice: Notice, siteUrl: string): Promise<void> {
  const { noticeId, orgId, to } = notice;
  if (!to) throw new Error("A mail needs somebody to write to.");
  const { name, mailServer, allowPrivate, secrets } = await outside.connections.resolve(orgId, connection);
  if (!mailServer) throw new Error(`The connection "${name}" of OMNILINK_APPROVAL_MAIL is not a mail server (type: smtp).`);
  const sent = outside.sendMail({
    ...{ server: mailServer, allowPrivate, messageId: `<${noticeId}@omnilink.invalid>`, to: [to.email], cc: [] },
    signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    ...noticeMail(notice, to.name, siteUrl),
  });
  await sent.catch((error: unknown) => {
    throw withoutSecrets(error, secrets);
  });
}

/** Why a notice was not taken is stored, and a mail server likes to repeat what it was told. */
function withoutSecrets(error: unknown, secrets: readonly string[] = []): unknown {
  const redactor = createRedactor(secrets);
  return redactor && error instanceof Error ? new Error(redactor.text(error.message)) : error;
}

/** `{ text }` is what the incoming webhooks of Slack, Teams, Mattermost and Rocket.Chat take. */
async function postTo(outside: NoticeOutside, connection: string, notice: Notice, siteUrl: string): Promise<void> {
  const { name, baseUrl, headers, allowPrivate } = await outside.connections.resolve(notice.orgId, connection);
  const { status } = await outside.send({
    ...{
      method: "POST",
      url: new URL(baseUrl),
      headers: mergeHeaders({ "content-type": "application/json" }, headers),
      allowPrivate,
    },
    ...{ body: JSON.stringify({ text: noticeChat(notice, siteUrl) }), idempotencyKey: notice.noticeId },
    signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
  });
  if (status < 200 || status > 299)
    throw new Error(`The chat "${name}" did not take the notice: it answered with status ${status}.`);
}
