import type pg from "pg";
import type { Signature } from "../../core/approval/approval-rules.ts";
import { judgeDecision, type Judgement } from "../../runtime/judge-decision.ts";
import { leaveAsItIs } from "../../runtime/leave-as-it-is.ts";
import type { DecideApproval, DecideResult, MessageBody, NewMessage } from "../../runtime/ports.ts";
import { refuseDecision } from "../../runtime/refuse-decision.ts";
import { retryTransient } from "../database-errors.ts";
import { postMessages } from "../mail.ts";
import { inTransaction } from "../transaction.ts";
import { hashOf, QUESTION_COLUMNS, QUESTION_TABLES, rulesOf, signaturesUnder, type QuestionRow } from "./question-row.ts";
import { useUpLink } from "./links.ts";
import { signerOf, startersOf } from "./signers.ts";

interface ApprovalRow extends QuestionRow {
  readonly status: string;
  readonly decided_by: string | null;
  readonly decided_at: Date | null;
}

/** Everything a decision does is prepared: an answer is many small statements, and planning them anew cost more than they do. */
const FIND = `select ${QUESTION_COLUMNS}, a.status, a.decided_by, a.decided_at from ${QUESTION_TABLES} where a.id = $1 and a.org_id = $2`;

/**
 * Answers a pending approval and posts the decision, when it is one, in one transaction. The run row is locked first, as
 * everywhere, so of any number of people who click at once each is judged by the answers before theirs, and the late ones
 * read who decided. Whether an answer fits its form is found out before that, because forms do not change and a large
 * answer would be checked while others wait.
 */
export async function decideApproval(pool: pg.Pool, decision: DecideApproval): Promise<DecideResult> {
  const refused = await retryTransient(() => refuse(pool, decision));
  return refused ?? retryTransient(() => inTransaction(pool, (client) => decide(client, decision)));
}

async function refuse(pool: pg.Pool, decision: DecideApproval): Promise<DecideResult | undefined> {
  const { rows } = await pool.query<ApprovalRow>({
    name: "find-question",
    text: FIND,
    values: [decision.approvalId, decision.orgId],
  });
  const row = rows[0];
  if (row?.status !== "pending") return undefined;
  const problems = refuseDecision(decision, { rules: rulesOf(row), form: row.form });
  if (problems.length === 0) return undefined;
  // Who is not asked learns that, and not what the form would have said.
  const judgement = await inTransaction(pool, (client) => judge(client, row, decision));
  return judgement.verdict === "refused" ? judgement.result : { outcome: "invalid", problems };
}

async function decide(client: pg.PoolClient, decision: DecideApproval): Promise<DecideResult> {
  const { approvalId, orgId } = decision;
  const row = await lockQuestion(client, approvalId, orgId);
  if (!row) return { outcome: "unknown" };
  if (row.status !== "pending") return alreadyDecided(row);
  const judgement = await judge(client, row, decision);
  if (judgement.verdict === "refused") return judgement.result;
  const changed = await whatChanged(client, row, decision);
  if (changed) return { outcome: "changed", because: changed };
  const { linkToken, by } = decision;
  if (linkToken !== undefined && !(await useUpLink(client, approvalId, linkToken, by.id ?? "")))
    return { outcome: "linkInvalid" };
  await keepVote(client, row, judgement.signature, decision);
  if (judgement.verdict === "counted") return judgement.result;
  await settle(client, row, decision);
  return { outcome: "decided" };
}

const LOCK_RUN = "select 1 from run where id = (select run_id from approval where id = $1 and org_id = $2) for no key update";

async function lockQuestion(client: pg.PoolClient, approvalId: string, orgId: string): Promise<ApprovalRow | undefined> {
  const values = [approvalId, orgId];
  await client.query({ name: "lock-run-of-question", text: LOCK_RUN, values });
  const { rows } = await client.query<ApprovalRow>({ name: "lock-question", text: `${FIND} for update of a`, values });
  return rows[0];
}

async function judge(client: pg.PoolClient, row: ApprovalRow, decision: DecideApproval): Promise<Judgement> {
  const rules = rulesOf(row);
  const signer = await signerOf(client, decision.orgId, decision.by);
  const signatures = await signaturesUnder(client, row.id, hashOf(row));
  const starters = rules.allowSelf ? [] : ((await startersOf(client, [row.run_id])).get(row.run_id) ?? []);
  return judgeDecision({ rules, roles: row.roles, signatures, starters }, signer, decision);
}

/** Mail that the run has not read yet and that takes the question back. */
const TAKEN_BACK = `select 1 from inbox i join run r on r.id = i.run_id
  where i.run_id = $1 and i.id > r.inbox_read and i.body::text ~ '^\\s*\\{"type":"(rewind|cancel)"' limit 1`;

async function whatChanged(
  client: pg.PoolClient,
  row: ApprovalRow,
  { shownHash }: DecideApproval,
): Promise<"flow" | "run" | undefined> {
  if (shownHash !== undefined && shownHash !== hashOf(row)) return "flow";
  const { rowCount } = await client.query({ name: "question-taken-back", text: TAKEN_BACK, values: [row.run_id] });
  return rowCount === 0 ? undefined : "run";
}

const VOTE = `insert into approval_vote (approval_id, shown_hash, voter, org_id, name, hats, decision, comment)
  values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`;

async function keepVote(
  client: pg.PoolClient,
  row: ApprovalRow,
  { voter, hats }: Signature,
  { orgId, by, decision, comment }: DecideApproval,
): Promise<void> {
  const values = [row.id, hashOf(row), voter, orgId, by.name, JSON.stringify(hats), decision, comment ?? null];
  await client.query({ name: "keep-vote", text: VOTE, values });
}

const SETTLE = `update approval set status = $2, decided_at = clock_timestamp(), decided_by = $3, decided_by_id = $4, comment = $5,
  answer = $6, shown_hash = $7 where id = $1`;

async function settle(client: pg.PoolClient, row: ApprovalRow, request: DecideApproval): Promise<void> {
  const { decision, by, comment, answer } = request;
  const values = [
    ...[row.id, decision, by.name, by.id ?? null, comment ?? null],
    ...[answer === undefined ? null : JSON.stringify(answer), hashOf(row)],
  ];
  await client.query({ name: "settle-question", text: SETTLE, values });
  await postMessages(client, [decisionMessage(row, request)]);
}

function alreadyDecided({ status, decided_by: by, decided_at: at }: ApprovalRow): DecideResult {
  return {
    outcome: "alreadyDecided",
    status,
    ...(by === null ? {} : { by }),
    ...(at === null ? {} : { at: at.toISOString() }),
  };
}

function decisionMessage(row: ApprovalRow, { approvalId, decision, by, comment, answer, leaveDone }: DecideApproval): NewMessage {
  const said = { by: by.name, ...(comment === undefined ? {} : { comment }) };
  const body: MessageBody = leaveDone
    ? leaveAsItIs(said)
    : {
        type: "approval",
        approvalId,
        nodeId: row.node_id,
        visit: row.visit,
        decision,
        ...said,
        ...(answer === undefined ? {} : { answer }),
      };
  return { runId: row.run_id, dedupeKey: `approval:${approvalId}`, body };
}
