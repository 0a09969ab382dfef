import type pg from "pg";
import type { Hat } from "../../core/approval/approval-rules.ts";
import { isAsked, type ApprovalRules } from "../../core/approval/approval-rules.ts";
import { maySign, tally, type Signer, type Starter } from "../../core/approval/tally.ts";
import { besideProduction } from "../../core/environment/environment.ts";
import type { JsonValue } from "../../core/json.ts";
import type { ApprovalFilter, ApprovalSummary, ApprovalVote, OwnPart } from "../../runtime/approvals.ts";
import type { PersonDecision } from "../../runtime/ports.ts";
import { isRunId } from "../run-id.ts";
import { hashOf, QUESTION_COLUMNS, QUESTION_TABLES, rulesOf, type QuestionRow } from "./question-row.ts";
import { signerOf, startersOf } from "./signers.ts";

interface VoteRow {
  readonly voter: string;
  readonly name: string;
  readonly hats: readonly Hat[];
  readonly decision: PersonDecision;
  readonly comment: string | null;
  readonly at: string;
  readonly hash: string;
}

interface ApprovalRow extends QuestionRow {
  readonly slug: string;
  readonly name: string;
  readonly environment: string;
  readonly answer: JsonValue | null;
  readonly status: ApprovalSummary["status"];
  readonly requested_at: Date;
  readonly due_at: Date | null;
  readonly decided_at: Date | null;
  readonly decided_by: string | null;
  readonly comment: string | null;
  readonly started_by: string | null;
  readonly run_version: number;
  readonly live_version: number | null;
  readonly votes: readonly VoteRow[] | null;
  readonly notes: number;
  readonly taken_back: string | null;
  readonly asked_again: string | null;
}

const SUMMARY = `
  select ${QUESTION_COLUMNS}, f.slug, f.name, r.environment, a.answer, a.status, a.requested_at, a.due_at, a.decided_at, a.decided_by, a.comment,
    r.started_by, rv.number as run_version, av.number as live_version,
    (select json_agg(json_build_object('voter', v.voter, 'name', v.name, 'hats', v.hats, 'decision', v.decision,
        'comment', v.comment, 'at', v.at, 'hash', v.shown_hash) order by v.at, v.voter)
      from approval_vote v where v.approval_id = a.id) as votes,
    (select count(*)::int from approval_note n where n.approval_id = a.id)
      + (select count(*)::int from notice n where n.approval_id = a.id and n.sent_at is null and n.error is not null) as notes,
    (select b.id from approval b where b.run_id = a.run_id and b.node_id = a.node_id and b.visit < a.visit and b.status = 'closed'
      order by b.visit desc limit 1) as taken_back,
    case when a.status = 'closed' then (select b.id from approval b
      where b.run_id = a.run_id and b.node_id = a.node_id and b.visit > a.visit order by b.visit limit 1) end as asked_again
  from ${QUESTION_TABLES}`;

/** Pending ones oldest first, because they wait; decided ones newest first. */
export async function listApprovals(pool: pg.Pool, orgId: string, filter: ApprovalFilter): Promise<readonly ApprovalSummary[]> {
  if (filter.runId !== undefined && !isRunId(filter.runId)) return [];
  const pending = filter.status === "pending";
  const text = `${SUMMARY}
    where a.org_id = $1 and a.status ${pending ? "=" : "<>"} 'pending' and ($2::uuid is null or a.run_id = $2)
      and ($4::timestamptz is null or a.decided_at >= $4 and a.decided_at < $5 and a.decided_by is not null)
      and (not $6::bool or a.due_at is not null)
    order by ${pending ? "a.requested_at, a.id" : "a.decided_at desc, a.id"} limit $3`;
  const limit = Math.min(500, Math.max(1, Math.floor(filter.limit)));
  const { rows } = await pool.query<ApprovalRow>(text, [
    ...[orgId, filter.runId ?? null, limit],
    ...[filter.decidedIn?.since ?? null, filter.decidedIn?.until ?? null, filter.withDue ?? false],
  ]);
  return summaries(pool, orgId, rows, filter.viewer);
}

export async function getApproval(
  pool: pg.Pool,
  orgId: string,
  approvalId: string,
  viewer?: string,
): Promise<ApprovalSummary | undefined> {
  const { rows } = await pool.query<ApprovalRow>(`${SUMMARY} where a.org_id = $1 and a.id = $2`, [orgId, approvalId]);
  return (await summaries(pool, orgId, rows, viewer))[0];
}

async function summaries(pool: pg.Pool, orgId: string, rows: readonly ApprovalRow[], viewer: string | undefined) {
  if (viewer === undefined) return rows.map((row) => toSummary(row));
  const open = rows.filter((row) => row.status === "pending");
  const signer = await signerOf(pool, orgId, { id: viewer, name: "", roles: [] });
  const starters = await startersOf(pool, [...new Set(open.map((row) => row.run_id))]);
  return rows.map((row) =>
    toSummary(row, row.status === "pending" ? ownPart(row, signer, starters.get(row.run_id) ?? []) : undefined),
  );
}

function ownPart(row: ApprovalRow, signer: Signer, starters: readonly Starter[]): OwnPart {
  const rules = rulesOf(row);
  const may = maySign(rules, countingVotes(row), signer, starters);
  return may.ok ? { may: true, ...roleIn(rules, may.hats) } : { may: false, why: may.why };
}

/** As whom somebody is asked: for themselves before as a member of a group, and that before in place of somebody else. */
function roleIn({ stages }: ApprovalRules, hats: readonly Hat[]): Pick<Extract<OwnPart, { may: true }>, "as" | "inPlaceOf"> {
  const parties = stages.flat();
  const own = hats.filter(({ standsInFor }) => standsInFor === undefined);
  const isSelf = parties.some((party) => own.some((hat) => isAsked({ ...party, groups: [] }, { ...hat, groups: [] })));
  if (isSelf && parties.some(({ roles, people }) => roles.length + people.length > 0)) return { as: "self" };
  if (parties.some((party) => own.some((hat) => isAsked(party, hat)))) return { as: "group" };
  const other = hats.find((hat) => hat.standsInFor !== undefined && parties.some((party) => isAsked(party, hat)));
  return other?.standsInFor === undefined ? { as: "self" } : { as: "delegate", inPlaceOf: other.standsInFor };
}

function countingVotes(row: ApprovalRow): readonly VoteRow[] {
  const hash = hashOf(row);
  return (row.votes ?? []).filter((vote) => vote.hash === hash && vote.decision === "approved");
}

type Known<Fields> = { -readonly [Name in keyof Fields]?: Exclude<Fields[Name], null> };

/** The fields that have a value. */
function known<Fields extends object>(fields: Fields): Known<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Known<Fields>;
}

function toSummary(row: ApprovalRow, mine?: OwnPart): ApprovalSummary {
  const { live_version: live, run_version: version } = row;
  return {
    approvalId: row.id,
    runId: row.run_id,
    flowId: row.slug,
    flowName: row.name,
    version,
    ...besideProduction(row.environment),
    nodeId: row.node_id,
    title: row.title,
    roles: row.roles,
    rules: rulesOf(row),
    shownHash: hashOf(row),
    progress: progressOf(row),
    votes: votesOf(row),
    notes: row.notes,
    ...(live === null || live === version ? {} : { liveVersion: live }),
    ...(mine === undefined ? {} : { mine }),
    status: row.status,
    requestedAt: row.requested_at.toISOString(),
    ...known({
      risk: row.risk,
      startedBy: row.started_by,
      replaces: row.taken_back,
      replacedBy: row.asked_again,
      details: row.details,
      form: row.form,
      initial: row.initial,
      answer: row.answer,
      dueAt: row.due_at?.toISOString() ?? null,
      decidedAt: row.decided_at?.toISOString() ?? null,
      decidedBy: row.decided_by,
      comment: row.comment,
    }),
  };
}

function progressOf(row: ApprovalRow): ApprovalSummary["progress"] {
  const { signed, needed, missing, stage } = tally(rulesOf(row), countingVotes(row));
  return { signed, needed, stage, missing };
}

function votesOf(row: ApprovalRow): readonly ApprovalVote[] {
  const hash = hashOf(row);
  return (row.votes ?? []).map(({ name, decision, comment, at, hash: under }) => ({
    name,
    decision,
    at: new Date(at).toISOString(),
    counts: under === hash,
    ...(comment === null ? {} : { comment }),
  }));
}
