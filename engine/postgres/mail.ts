import type pg from "pg";
import type { JsonObject } from "../core/json.ts";
import type { DecideApproval, DecideResult, MessageBody, NewMessage, PostResult } from "../runtime/ports.ts";
import { refuseDecision } from "../runtime/refuse-decision.ts";
import { plainArray, plainText } from "./columns.ts";
import { retryTransient } from "./database-errors.ts";
import { inTransaction } from "./transaction.ts";

/** Stores messages, each with its hint or the notice to its run's owner, in one statement. */
export async function postMessages(db: pg.Pool | pg.PoolClient, messages: readonly NewMessage[]): Promise<readonly PostResult[]> {
  const values = [
    plainArray(messages.map((message) => message.runId)),
    messages.map((message) => message.dedupeKey),
    messages.map((message) => JSON.stringify(message.body)),
  ];
  const text = "select result from post_messages($1::uuid[], $2::text[], $3::json[])";
  const { rows } = await retryTransient(() => db.query<{ result: PostResult }>({ name: "post-messages", text, values }));
  return rows.map((row) => row.result);
}

interface ApprovalRow {
  readonly run_id: string;
  readonly node_id: string;
  readonly visit: number;
  readonly roles: readonly string[];
  readonly status: string;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
  readonly form: JsonObject | null;
}

/**
 * Decides a pending approval and posts the decision in one transaction. The run row is locked first, as everywhere, so of
 * any number of people who click at once one wins and the others read the winner's name. Whether an answer fits its form
 * is found out before that, because forms do not change and a large answer would be checked while others wait.
 */
export async function decideApproval(pool: pg.Pool, decision: DecideApproval): Promise<DecideResult> {
  const refused = await retryTransient(() => refuse(pool, decision));
  return refused ?? retryTransient(() => inTransaction(pool, (client) => decide(client, decision)));
}

async function refuse(pool: pg.Pool, decision: DecideApproval): Promise<DecideResult | undefined> {
  const { rows } = await pool.query<ApprovalRow>("select * from approval where id = $1 and org_id = $2", [
    decision.approvalId,
    decision.orgId,
  ]);
  const approval = rows[0];
  // Who is too late or not asked learns that, and not what the form would have said.
  if (approval?.status !== "pending" || !mayDecide(approval, decision)) return undefined;
  const problems = refuseDecision(decision, approval.form);
  return problems.length === 0 ? undefined : { outcome: "invalid", problems };
}

async function decide(client: pg.PoolClient, decision: DecideApproval): Promise<DecideResult> {
  await client.query(
    "select 1 from run where id = (select run_id from approval where id = $1 and org_id = $2) for no key update",
    [decision.approvalId, decision.orgId],
  );
  const { rows } = await client.query<ApprovalRow>("select * from approval where id = $1 and org_id = $2 for update", [
    decision.approvalId,
    decision.orgId,
  ]);
  const approval = rows[0];
  if (!approval) return { outcome: "unknown" };
  if (approval.status !== "pending") return alreadyDecided(approval);
  if (!mayDecide(approval, decision)) return { outcome: "forbidden", roles: approval.roles };
  const { by, comment, answer } = decision;
  await client.query(
    `update approval set status = $2, decided_at = clock_timestamp(), decided_by = $3, decided_by_id = $4, comment = $5, answer = $6
     where id = $1`,
    [
      decision.approvalId,
      decision.decision,
      by.name,
      by.id ?? null,
      plainText(comment),
      answer === undefined ? null : JSON.stringify(answer),
    ],
  );
  await postMessages(client, [decisionMessage(approval, decision)]);
  return { outcome: "decided" };
}

/** An approval that names no role may be decided by every member. */
function mayDecide(approval: Pick<ApprovalRow, "roles">, { by }: DecideApproval): boolean {
  return by.isOperator === true || approval.roles.length === 0 || approval.roles.some((role) => by.roles.includes(role));
}

function alreadyDecided(approval: ApprovalRow): DecideResult {
  return {
    outcome: "alreadyDecided",
    status: approval.status,
    ...(approval.decided_by === null ? {} : { by: approval.decided_by }),
    ...(approval.decided_at === null ? {} : { at: approval.decided_at.toISOString() }),
  };
}

function decisionMessage(approval: ApprovalRow, { approvalId, decision, by, comment, answer }: DecideApproval): NewMessage {
  const body: MessageBody = {
    type: "approval",
    approvalId,
    nodeId: approval.node_id,
    visit: approval.visit,
    decision,
    by: by.name,
    ...(comment === undefined ? {} : { comment }),
    ...(answer === undefined ? {} : { answer }),
  };
  return { runId: approval.run_id, dedupeKey: `approval:${approvalId}`, body };
}

/** Turns due timers into messages; only one process at a time does, the others get `fired: 0`. */
export async function fireDueTimers(pool: pg.Pool, limit: number): Promise<{ fired: number; nextDueInMs: number | undefined }> {
  const text = "select fired, next_due_in_ms from fire_due_timers($1)";
  const { rows } = await retryTransient(() =>
    pool.query<{ fired: number; next_due_in_ms: number | null }>({ name: "fire-due-timers", text, values: [limit] }),
  );
  const row = rows[0];
  return { fired: row?.fired ?? 0, nextDueInMs: row?.next_due_in_ms ?? undefined };
}
