import { createHash } from "node:crypto";
import { approvalChat, approvalMail } from "../hub/mail/approval-mail.ts";
import type { SendMail } from "../nodes/mail-sender.ts";
import type { Send } from "../nodes/sender.ts";
import { createApprovalNotices } from "../postgres/approvals/notices.ts";
import type { ApprovalNotice } from "../runtime/approval-notices.ts";
import { startLoop, type Loop } from "../runtime/loops.ts";
import type { Connections, ResolvedConnection } from "../runtime/ports.ts";
import { systemClock } from "../runtime/system-clock.ts";

export interface ApprovalNoticesOptions {
  readonly pool: Parameters<typeof createApprovalNotices>[0];
  readonly connections: Connections;
  readonly send: Send;
  readonly sendMail: SendMail;
  readonly onError: (error: unknown) => void;
}

const LOOK_EVERY_MS = 1_000;
const BATCH = 50;
const SEND_TIMEOUT_MS = 20_000;

/**
 * Tells people of approvals that wait, where the installation says how: `OMNILINK_URL` is its address as people reach it,
 * `OMNILINK_APPROVAL_MAIL` and `OMNILINK_APPROVAL_CHAT` name connections. Without an address or a way nobody is told.
 */
export function startApprovalNotices(options: ApprovalNoticesOptions): Loop | undefined {
  const siteUrl = process.env["OMNILINK_URL"]?.replace(/\/+$/, "");
  const mail = process.env["OMNILINK_APPROVAL_MAIL"];
  const chat = process.env["OMNILINK_APPROVAL_CHAT"];
  if (!siteUrl || (!mail && !chat)) return undefined;
  const notices = createApprovalNotices(options.pool);
  return startLoop(systemClock, options.onError, async () => {
    const due = await notices.take(BATCH);
    for (const notice of due) await tell(options, notice, { siteUrl, mail, chat });
    return due.length === BATCH ? 0 : LOOK_EVERY_MS;
  });
}

interface Ways {
  readonly siteUrl: string;
  readonly mail: string | undefined;
  readonly chat: string | undefined;
}

/** One address that refuses a notice keeps nobody else from theirs. */
async function tell({ connections, send, sendMail, onError }: ApprovalNoticesOptions, notice: ApprovalNotice, ways: Ways) {
  const { orgId, to } = notice;
  const { siteUrl, mail, chat } = ways;
  if (mail)
    for (const person of to)
      await connections
        .resolve(orgId, mail)
        .then((server) => mailTo(sendMail, server, notice, person, siteUrl))
        .catch(onError);
  if (chat)
    await connections
      .resolve(orgId, chat)
      .then((channel) => postTo(send, channel, approvalChat(notice, siteUrl)))
      .catch(onError);
}

async function mailTo(
  sendMail: SendMail,
  { name, mailServer, allowPrivate }: ResolvedConnection,
  notice: ApprovalNotice,
  person: ApprovalNotice["to"][number],
  siteUrl: string,
): Promise<void> {
  if (!mailServer) throw new Error(`The connection "${name}" of OMNILINK_APPROVAL_MAIL is not a mail server (type: smtp).`);
  const id = createHash("sha256").update(person.token).digest("hex").slice(0, 32);
  const messageId = `<${id}@omnilink.invalid>`;
  const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
  await sendMail({
    server: mailServer,
    allowPrivate,
    messageId,
    to: [person.email],
    cc: [],
    signal,
    ...approvalMail(notice, person, siteUrl),
  });
}

/** `{ text }` is what the incoming webhooks of Slack, Teams, Mattermost and Rocket.Chat take. */
async function postTo(send: Send, { name, baseUrl, headers, allowPrivate }: ResolvedConnection, text: string): Promise<void> {
  const { status } = await send({
    ...{ method: "POST", url: new URL(baseUrl), headers: { "content-type": "application/json", ...headers }, allowPrivate },
    ...{ body: JSON.stringify({ text }), signal: AbortSignal.timeout(SEND_TIMEOUT_MS) },
  });
  if (status < 200 || status > 299)
    throw new Error(`The chat "${name}" did not take the notice: it answered with status ${status}.`);
}
