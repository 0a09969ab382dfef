import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";
import type { OpenedLink } from "../../runtime/approvals.ts";

const VALID_DAYS = 7;

/** Only the hash is stored: who reads the database cannot use the links. The secret is random, so a plain hash is enough. */
const hashOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** The secret of a link for one person and one approval, which is one visit of one run. 256 bits. */
export async function createLink(client: pg.PoolClient, orgId: string, approvalId: string, userId: string): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await client.query(
    `insert into approval_link (token_hash, org_id, approval_id, user_id, expires_at)
     values ($1, $2, $3, $4, clock_timestamp() + make_interval(days => $5))`,
    [hashOf(token), orgId, approvalId, userId, VALID_DAYS],
  );
  return token;
}

/** Where a link leads. Reads only: programs that scan mail open every link in it. */
export async function openLink(pool: pg.Pool, orgId: string, token: string, userId: string): Promise<OpenedLink> {
  const { rows } = await pool.query<{ approval_id: string; user_id: string; is_used: boolean; is_expired: boolean }>(
    `select approval_id, user_id, used_at is not null as is_used, expires_at <= clock_timestamp() as is_expired
     from approval_link where token_hash = $1 and org_id = $2`,
    [hashOf(token), orgId],
  );
  const link = rows[0];
  if (!link) return { ok: false, why: "unknown" };
  if (link.user_id !== userId) return { ok: false, why: "somebodyElse" };
  if (link.is_used) return { ok: false, why: "used" };
  return link.is_expired ? { ok: false, why: "expired" } : { ok: true, approvalId: link.approval_id };
}

/** Uses a link up, in the transaction that records the answer; `false` when it was not for this person and this approval. */
export async function useUpLink(client: pg.PoolClient, approvalId: string, token: string, userId: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `update approval_link set used_at = clock_timestamp()
     where token_hash = $1 and approval_id = $2 and user_id::text = $3 and used_at is null and expires_at > clock_timestamp()`,
    [hashOf(token), approvalId, userId],
  );
  return rowCount === 1;
}
