import { describe, expect, it } from "vitest";
import type { ApprovalNotice } from "../../runtime/approval-notices.ts";
import { approvalChat, approvalMail } from "./approval-mail.ts";

const ana = { name: "Ana", email: "ana@example.com", token: "secret" };
const notice: ApprovalNotice = {
  ...{
    kind: "asked",
    orgId: "o",
    approvalId: "a-1",
    flowName: "Orders",
    isForm: false,
    risk: 0.745,
    dueAt: "2026-07-03T12:00:00.000Z",
    to: [ana],
  },
  title: 'Order <b>"7"</b>\n[x](https://evil.example)',
};

describe("the mail about an approval", () => {
  it("says what is asked, how risky and by when, and links to it", () => {
    const { subject, text } = approvalMail(notice, ana, "https://flows.example.com");
    expect(subject).toBe('Approval needed: Order <b>"7"</b> [x](https://evil.example)');
    expect(text).toContain("Risk: 0.74\nAnswer by: 2026-07-03 12:00 UTC");
    expect(text).toContain("https://flows.example.com/approvals/link/secret");
  });

  it("shows a title from data as text: it makes neither markup nor links", () => {
    const { html } = approvalMail(notice, ana, "https://flows.example.com");
    expect(html).toContain("Order &lt;b&gt;&quot;7&quot;&lt;/b&gt; [x](https://evil.example)");
    expect(html.match(/<a /g)).toHaveLength(1);
  });
});

it("the message to a channel carries no secret", () => {
  const text = approvalChat(notice, "https://flows.example.com");
  expect(text).toContain("https://flows.example.com/approvals/a-1");
  expect(text).not.toContain("secret");
});
