import type { ApprovalMatter, Matter, ReviewMatter } from "../../runtime/notices.ts";

/** What a notice says, before it is a mail or a message to a channel. */
export interface NoticeLetter {
  readonly subject: string;
  /** Why somebody is written to. */
  readonly lead: string;
  /** What it is about; comes from data. */
  readonly title: string;
  readonly facts: readonly string[];
  readonly link: { readonly text: string; readonly address: string };
  readonly footer?: string;
}

export const letterOf = (matter: Matter, siteUrl: string): NoticeLetter =>
  matter.type === "approval" ? approvalLetter(matter, siteUrl) : reviewLetter(matter, siteUrl);

/** The link of a mail carries the secret of its person; that to a channel, where everybody reads it, none. */
function approvalLetter(matter: ApprovalMatter, siteUrl: string): NoticeLetter {
  const { kind, title, token, approvalId } = matter;
  return {
    ...{ subject: subjectOf(matter), lead: LEADS[kind], title, facts: factsOf(matter) },
    link: {
      text: "See it and answer",
      address: token === undefined ? `${siteUrl}/approvals/${approvalId}` : `${siteUrl}/approvals/link/${token}`,
    },
    ...(token === undefined ? {} : { footer: ABOUT_LINK }),
  };
}

const SUBJECTS = { asked: "Approval needed", reminded: "Still waiting", escalated: "You are asked as well" } as const;
const subjectOf = ({ kind, isForm }: ApprovalMatter): string => (kind === "asked" && isForm ? "Form to fill in" : SUBJECTS[kind]);
const LEADS = {
  asked: "You are asked for an answer:",
  reminded: "This still waits for an answer:",
  escalated: "Others did not answer, so you are asked as well:",
} as const;
const ABOUT_LINK = "The link is for you alone, for one answer, and for seven days. You are asked to sign in before you answer.";

function factsOf({ flowName, risk, dueAt }: ApprovalMatter): readonly string[] {
  return [
    `Flow: ${flowName}`,
    ...(risk === undefined ? [] : [`Risk: ${risk.toFixed(2)}`]),
    ...(dueAt === undefined ? [] : [`Answer by: ${minuteOf(dueAt)}`]),
  ];
}

function reviewLetter({ kind, reviewId, title, by, text, dueAt }: ReviewMatter, siteUrl: string): NoticeLetter {
  const [subject, what] = REVIEW_WORDS[kind];
  return {
    ...{ subject, lead: `${by} ${what}`, title },
    facts: [...(text === undefined ? [] : [`${by} says: ${text}`]), ...(dueAt === undefined ? [] : [`Due: ${minuteOf(dueAt)}`])],
    link: { text: "See what changes", address: `${siteUrl}/reviews/${reviewId}` },
  };
}

const REVIEW_WORDS: Readonly<Record<ReviewMatter["kind"], readonly [subject: string, what: string]>> = {
  requested: ["Review needed", "asks you to look at what is to go live:"],
  brokeGlass: ["Published without review", "published this without the review it needs. Somebody else has to look at it:"],
  approved: ["Approved", "approved the changes to:"],
  changesRequested: ["Changes requested", "asks for other changes to:"],
  commented: ["Comment", "wrote in the review of:"],
};

const minuteOf = (moment: string): string => `${moment.slice(0, 16).replace("T", " ")} UTC`;
