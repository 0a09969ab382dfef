import { describe, expect, it } from "vitest";
import type { ApprovalMatter, Notice } from "../../runtime/notices.ts";
import { noticeChat, noticeMail } from "./notice-mail.ts";

const approval: ApprovalMatter = {
  ...{ type: "approval", kind: "asked", approvalId: "a-1", flowName: "Orders", isForm: false },
  ...{ risk: 0.745, dueAt: "2026-07-03T12:00:00.000Z" },
  title: 'Order <b>"7"</b>\n[x](https://evil.example)',
};
const notice = (about: Notice["about"]): Notice => ({ noticeId: "n", orgId: "o", way: "mail", attempt: 1, about });
const toAna = notice({ ...approval, token: "secret" });
const siteUrl = "https://flows.example.com";

describe("the mail about an approval", () => {
  it("says what is asked, how risky and by when, and links to it", () => {
    const { subject, text } = noticeMail(toAna, "Ana", siteUrl);
    expect(subject).toBe('Approval needed: Order <b>"7"</b> [x](https://evil.example)');
    expect(text).toContain("Risk: 0.74\nAnswer by: 2026-07-03 12:00 UTC");
    expect(text).toContain("https://flows.example.com/approvals/link/secret");
  });

  it("shows a title from data as text: it makes neither markup nor links", () => {
    const { html } = noticeMail(toAna, "Ana", siteUrl);
    expect(html).toContain("Order &lt;b&gt;&quot;7&quot;&lt;/b&gt; [x](https://evil.example)");
    expect(html.match(/<a /g)).toHaveLength(1);
  });
});

describe("the mail about a review", () => {
  it("says who asks, what they say, and links to it without a secret", () => {
    const about = {
      type: "review",
      kind: "requested",
      reviewId: "r-1",
      title: "Orders",
      by: "Bo",
      text: "New <prices>",
    } as const;
    const { subject, text, html } = noticeMail(notice(about), "Ana", siteUrl);
    expect(subject).toBe("Review needed: Orders");
    expect(text).toBe(
      `Hello Ana,\n\nBo asks you to look at what is to go live:\n\nOrders\n\nBo says: New <prices>\n\nSee what changes: ${siteUrl}/reviews/r-1`,
    );
    expect(html).toContain("New &lt;prices&gt;");
  });
});

it("the message to a channel leads to the page of the approval", () => {
  expect(noticeChat(notice(approval), siteUrl)).toContain("https://flows.example.com/approvals/a-1");
});
