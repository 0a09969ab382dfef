import { expect, it } from "vitest";
import type { OutgoingMail } from "../../nodes/mail-sender.ts";
import type { OutgoingRequest } from "../../nodes/sender.ts";
import type { Notice } from "../../runtime/notices.ts";
import type { ResolvedConnection } from "../../runtime/ports.ts";
import { createNoticeWays } from "./notice-ways.ts";

const connection: ResolvedConnection = {
  ...{ name: "team", baseUrl: "https://chat.example.com/hook", headers: {}, allowPrivate: false, maxConcurrent: 1 },
  mailServer: { host: "mail.example.com", port: 25, secure: false, from: "flows@example.com" },
};
const notice: Notice = {
  ...{ noticeId: "11111111-2222-4333-8444-555555555555", orgId: "o", way: "mail", attempt: 2 },
  to: { name: "Ana", email: "ana@example.com" },
  about: { type: "approval", kind: "asked", approvalId: "a-1", title: "Order 7", flowName: "Orders", isForm: false },
};

function ways({ status = 200, resolved = connection } = {}) {
  const [mails, posts]: [OutgoingMail[], OutgoingRequest[]] = [[], []];
  const made = createNoticeWays(
    {
      connections: { resolve: async () => resolved },
      sendMail: async (mail) => (mails.push(mail), { accepted: [...mail.to], refused: [] }),
      send: async (request) => (posts.push(request), { status, headers: {}, body: "" }),
    },
    { siteUrl: "https://flows.example.com", mail: "mail", chat: "chat" },
  );
  return { mails, posts, mail: made.mail!, chat: made.chat! };
}

it("a notice that is sent twice has the same id both times", async () => {
  const { mails, posts, mail, chat } = ways();
  for (let time = 0; time < 2; time++) await Promise.all([mail(notice), chat(notice)]);
  expect(mails.map(({ messageId }) => messageId)).toEqual(Array(2).fill(`<${notice.noticeId}@omnilink.invalid>`));
  expect(posts.map(({ idempotencyKey }) => idempotencyKey)).toEqual(Array(2).fill(notice.noticeId));
});

it("a chat that does not take a notice, and a connection that is no mail server, are failures", async () => {
  await expect(ways({ status: 500 }).chat(notice)).rejects.toThrow('The chat "team" did not take the notice: it answered with');
  const { mailServer: _none, ...noServer } = connection;
  await expect(ways({ resolved: noServer }).mail(notice)).rejects.toThrow("is not a mail server (type: smtp)");
});

it("what a mail server repeats of its password is not said", async () => {
  const outside = {
    connections: { resolve: async () => ({ ...connection, secrets: ["correct horse"] }) },
    sendMail: () => Promise.reject(new Error("refused: 535 no user with correct horse")),
    send: () => Promise.reject(new Error("not asked")),
  };
  const made = createNoticeWays(outside, { siteUrl: "https://flows.example.com", mail: "mail" });
  await expect(made.mail!(notice)).rejects.toThrow("refused: 535 no user with [redacted]");
});
