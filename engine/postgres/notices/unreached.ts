import type pg from "pg";
import type { NoticeWay } from "../../runtime/notices.ts";

/** A notice that could not be sent so far. */
export interface Unreached {
  /** Absent for a chat. */
  readonly name?: string;
  readonly way: NoticeWay;
  readonly error: string;
  readonly isGivenUp: boolean;
}

interface UnreachedRow extends Unreached {
  readonly at: Date;
}

/** Who could not be told of an approval or a review so far, and since when it was to be done. */
export async function listUnreached(
  pool: pg.Pool,
  orgId: string,
  { approvalId, reviewId }: { readonly approvalId?: string; readonly reviewId?: string },
): Promise<readonly (Unreached & { readonly at: string })[]> {
  const { rows } = await pool.query<UnreachedRow>(
    `select u.name, n.way, n.error, n.given_up_at is not null as "isGivenUp", n.made_at as at
     from notice n left join app_user u on u.id = n.user_id
     where n.org_id = $1 and n.sent_at is null and n.error is not null
       and (n.approval_id = $2 or n.review_entry_id in (select id from flow_review_entry where review_id = $3::uuid)) order by n.made_at, u.name, n.id`,
    [orgId, approvalId ?? null, reviewId ?? null],
  );
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}

export function unreachedText({ name, way, error, isGivenUp }: Unreached): string {
  const whom = way === "chat" ? "the chat" : `${name ?? "somebody"} by mail`;
  return `${whom}: ${error}${isGivenUp ? " No further attempt is made." : " Further attempts are made."}`;
}
