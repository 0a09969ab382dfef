import type { Notice } from "../../runtime/notices.ts";

/** A row of `notice` that this process may send now. */
export interface ClaimedNotice {
  readonly id: string;
  readonly org_id: string;
  readonly way: Notice["way"];
  readonly kind: string;
  readonly approval_id: string | null;
  readonly review_entry_id: string | null;
  readonly user_id: string | null;
  readonly attempts: number;
}

/** What a notice says, worked out when it is sent. */
export type Told = Pick<Notice, "to" | "about">;
