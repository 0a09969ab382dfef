/**
 * What people are told: by mail each, in a chat all. An outbox: what is to be told is written down first, one row per person
 * and way; it is claimed for the time of a lease, sent, and marked as sent after that. Whoever dies in between lets the lease
 * run out, and another process sends it again. So everything is told at least once, and each telling of one notice carries
 * the same id, by which a receiver drops the second. What could not be sent is tried again, ever more seldom, and is shown
 * where it matters until it was.
 *
 * Nothing depends on a notice: the inbox and the list of reviews show what waits, told or not.
 */
export interface Notices {
  /** Writes down whom to tell, in these ways, of what is new. Of several processes one does it. */
  plan(ways: readonly NoticeWay[], limit: number): Promise<void>;
  /** Takes notices that are due, so that nobody else sends them for a while. What has become pointless meanwhile is forgotten. */
  claim(ways: readonly NoticeWay[], limit: number): Promise<readonly Notice[]>;
  sent(noticeId: string): Promise<void>;
  /** Keeps why it could not be sent. `undefined` when somebody else has tried since. */
  failed(notice: Notice, error: string): Promise<NoticeFailure | undefined>;
}

export type NoticeWay = "mail" | "chat";

export interface Notice {
  /** The same each time it is sent. */
  readonly noticeId: string;
  readonly orgId: string;
  readonly way: NoticeWay;
  /** From 1. */
  readonly attempt: number;
  /** Present when the way is mail. */
  readonly to?: { readonly name: string; readonly email: string };
  readonly about: Matter;
}

export interface NoticeFailure {
  readonly attempts: number;
  /** When it is tried again; absent when it was given up. */
  readonly nextAt?: string;
}

export type Matter = ApprovalMatter | ReviewMatter;

/** An approval that waits: somebody is asked, still is, or is asked as well because others did not answer. */
export interface ApprovalMatter {
  readonly type: "approval";
  readonly kind: "asked" | "reminded" | "escalated";
  readonly approvalId: string;
  readonly title: string;
  readonly flowName: string;
  /** Data is asked for, not a yes or no. */
  readonly isForm: boolean;
  readonly risk?: number;
  readonly dueAt?: string;
  /** The secret of the link for the person of a mail. */
  readonly token?: string;
}

/** A review: it waits for a decision, before or after its version has gone live; or somebody has said something. */
export interface ReviewMatter {
  readonly type: "review";
  readonly kind: "requested" | "brokeGlass" | "approved" | "changesRequested" | "commented";
  readonly reviewId: string;
  /** Name of the flow. */
  readonly title: string;
  /** Name of whoever did it. */
  readonly by: string;
  /** What they said. */
  readonly text?: string;
  readonly dueAt?: string;
}
