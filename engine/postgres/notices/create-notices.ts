import type pg from "pg";
import type { Notice, NoticeFailure, Notices, NoticeWay } from "../../runtime/notices.ts";
import { approvalMatter } from "../approvals/approval-matter.ts";
import { planApprovalNotices } from "../approvals/plan-notices.ts";
import { retryTransient } from "../database-errors.ts";
import { planReviewNotices, reviewMatter } from "../reviews/review-notices.ts";
import { inTransaction } from "../transaction.ts";
import type { ClaimedNotice } from "./claimed-notice.ts";

/** Longer than any attempt to send takes; after it, whoever claimed a notice counts as dead. */
const LEASE_MS = 60_000;

/** 10 s after the first failure, then three times as long each time, an hour at most: the last attempt is about 2 hours after. */
const MOST_ATTEMPTS = 8;
const NEXT = "clock_timestamp() + least(3600, 10 * 3 ^ (attempts - 1)) * interval '1 second'";

/** The column rounds to milliseconds, so what is due at once may be due in the next half of one. */
const DUE = "due_at <= clock_timestamp() + interval '1 ms'";
const OPEN = "sent_at is null and given_up_at is null";

export interface NoticesOptions {
  readonly leaseMs?: number;
}

export function createNotices(pool: pg.Pool, { leaseMs = LEASE_MS }: NoticesOptions = {}): Notices {
  return {
    plan: (ways, limit) => retryTransient(() => inTransaction(pool, (client) => plan(client, ways, limit))),
    claim: (ways, limit) => retryTransient(() => inTransaction(pool, (client) => claim(client, { ways, limit, leaseMs }))),
    sent: async (noticeId) => {
      const text = "update notice set sent_at = clock_timestamp(), error = null where id = $1";
      await retryTransient(() => pool.query(text, [noticeId]));
    },
    failed: (notice, error) => retryTransient(() => keepFailure(pool, notice, error)),
  };
}

async function plan(client: pg.PoolClient, ways: readonly NoticeWay[], limit: number): Promise<void> {
  const lock = await client.query<{ got: boolean }>(
    "select pg_try_advisory_xact_lock(hashtextextended('omnilink notices', 7)) as got",
  );
  if (!lock.rows[0]?.got) return;
  await planApprovalNotices(client, ways, limit);
  await planReviewNotices(client, ways, limit);
}

interface Claim {
  readonly ways: readonly NoticeWay[];
  readonly limit: number;
  readonly leaseMs: number;
}

async function claim(client: pg.PoolClient, { ways, limit, leaseMs }: Claim): Promise<readonly Notice[]> {
  await giveUpOnDeaths(client);
  const { rows } = await client.query<ClaimedNotice>(
    `update notice set attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => $3::float8 / 1000)
     where id = any (array(select id from notice where ${OPEN} and ${DUE} and way = any ($2) and attempts < ${MOST_ATTEMPTS}
       order by due_at limit $1 for update skip locked))
     returning id, org_id, way, kind, approval_id, review_entry_id, user_id, attempts`,
    [limit, ways, leaseMs],
  );
  const notices: Notice[] = [];
  for (const row of rows) {
    const told = await (row.approval_id === null ? reviewMatter : approvalMatter)(client, row);
    if (told) notices.push({ noticeId: row.id, orgId: row.org_id, way: row.way, attempt: row.attempts, ...told });
    else await client.query("delete from notice where id = $1", [row.id]);
  }
  return notices;
}

/** A notice that ends every process that sends it must not do so for ever. */
async function giveUpOnDeaths(client: pg.PoolClient): Promise<void> {
  await client.query(
    `update notice set given_up_at = clock_timestamp(), error = coalesce(error, 'The process that sent it ended each time.')
     where ${OPEN} and ${DUE} and attempts >= ${MOST_ATTEMPTS}`,
  );
}

async function keepFailure(pool: pg.Pool, notice: Notice, error: string): Promise<NoticeFailure | undefined> {
  const { rows } = await pool.query<{ attempts: number; due_at: Date; is_over: boolean }>(
    `update notice set error = $3, due_at = ${NEXT}, given_up_at = case when attempts >= ${MOST_ATTEMPTS} then clock_timestamp() end
     where id = $1 and attempts = $2 and ${OPEN} returning attempts, due_at, given_up_at is not null as is_over`,
    [notice.noticeId, notice.attempt, error],
  );
  const row = rows[0];
  return row && { attempts: row.attempts, ...(row.is_over ? {} : { nextAt: row.due_at.toISOString() }) };
}
