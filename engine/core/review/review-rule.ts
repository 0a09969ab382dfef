import type { Role } from "../role.ts";

/** Whether a flow goes live only after others have looked at it, how many of them, and in which roles. */
export interface ReviewRule {
  readonly isRequired: boolean;
  /** How many people must approve; an author's approval never counts. */
  readonly quorum: number;
  readonly roles: readonly Role[];
}

export const MAX_QUORUM = 10;

/** What counts where nobody has said anything. */
export const NO_REVIEW: ReviewRule = { isRequired: false, quorum: 1, roles: ["executive", "admin"] };

/** `2 approvals by executive or admin` */
export const ruleText = ({ quorum, roles }: Pick<ReviewRule, "quorum" | "roles">): string =>
  `${quorum} approval${quorum === 1 ? "" : "s"} by ${roles.join(" or ")}`;
