import type { ApprovalNotice } from "../../runtime/approval-notices.ts";

/**
 * A mail about an approval: what is asked, and a link that shows it. Nothing is decided by opening it. Titles come from
 * data, so they are shown as they are and format nothing.
 */
export function approvalMail(notice: ApprovalNotice, { name, token }: ApprovalNotice["to"][number], siteUrl: string) {
  const link = `${siteUrl}/approvals/link/${token}`;
  const title = notice.title.replaceAll(/\s+/g, " ");
  const lead = LEADS[notice.kind];
  const facts = factsOf(notice);
  const text = [`Hello ${name},`, lead, title, facts.join("\n"), `See it and answer: ${link}`, ABOUT].join("\n\n");
  const paragraphs = [
    `Hello ${escape(name)},`,
    escape(lead),
    `<strong>${escape(title)}</strong>`,
    facts.map(escape).join("<br>"),
    `<a href="${escape(link)}">See it and answer</a>`,
    `<small>${escape(ABOUT)}</small>`,
  ];
  const html = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join("\n");
  return { subject: `${subjectOf(notice)}: ${title}`, text, html };
}

/** The same for a channel: everybody there reads it, so its link carries no secret. */
export const approvalChat = (notice: ApprovalNotice, siteUrl: string): string =>
  [`${subjectOf(notice)}: ${notice.title}`, ...factsOf(notice), `${siteUrl}/approvals/${notice.approvalId}`].join("\n");

const SUBJECTS = { asked: "Approval needed", reminded: "Still waiting", escalated: "You are asked as well" } as const;
const subjectOf = ({ kind, isForm }: ApprovalNotice): string => (kind === "asked" && isForm ? "Form to fill in" : SUBJECTS[kind]);
const LEADS = {
  asked: "You are asked for an answer:",
  reminded: "This still waits for an answer:",
  escalated: "Others did not answer, so you are asked as well:",
} as const;
const ABOUT = "The link is for you alone, for one answer, and for seven days. You are asked to sign in before you answer.";

function factsOf({ flowName, risk, dueAt }: ApprovalNotice): readonly string[] {
  return [
    `Flow: ${flowName}`,
    ...(risk === undefined ? [] : [`Risk: ${risk.toFixed(2)}`]),
    ...(dueAt === undefined ? [] : [`Answer by: ${dueAt.slice(0, 16).replace("T", " ")} UTC`]),
  ];
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
