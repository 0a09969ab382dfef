/**
 * What people are told about approvals that wait: that they are asked, that they still are, and that they are asked as
 * well because others did not answer. The inbox never depends on it: a notice that is lost is repeated by the reminder.
 */
export interface ApprovalNotices {
  /** Takes what is to be told now and marks it as told, so that of several processes one tells it. */
  take(limit: number): Promise<readonly ApprovalNotice[]>;
}

export interface ApprovalNotice {
  readonly kind: "asked" | "reminded" | "escalated";
  readonly orgId: string;
  readonly approvalId: string;
  readonly title: string;
  readonly flowName: string;
  /** Data is asked for, not a yes or no. */
  readonly isForm: boolean;
  readonly risk?: number;
  readonly dueAt?: string;
  /** Those who may answer now, each with the secret of a link of their own. */
  readonly to: readonly { readonly name: string; readonly email: string; readonly token: string }[];
}

/** What a link from a mail leads to, for the person who opened it. Looking changes nothing. */
export type OpenedLink =
  | { readonly ok: true; readonly approvalId: string }
  | { readonly ok: false; readonly why: "unknown" | "expired" | "used" | "somebodyElse" };
