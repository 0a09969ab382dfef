import type pg from "pg";
import type { ApprovalRules, Asked, Hat } from "../../core/approval/approval-rules.ts";
import { maySign, type Signer } from "../../core/approval/tally.ts";
import type { Role } from "../../core/role.ts";
import type { ApprovalNotice, ApprovalNotices } from "../../runtime/approval-notices.ts";
import { retryTransient } from "../database-errors.ts";
import { inTransaction } from "../transaction.ts";
import { createLink } from "./links.ts";
import { hashOf, QUESTION_COLUMNS, QUESTION_TABLES, rulesOf, signaturesUnder, type QuestionRow } from "./question-row.ts";
import { startersOf } from "./signers.ts";

interface OpenRow extends QuestionRow {
  readonly org_id: string;
  readonly flow_name: string;
  readonly due_at: Date | null;
  readonly is_told: boolean;
  readonly escalated: number;
  /** Milliseconds since it was asked, and since anybody was told or reminded. */
  readonly age_ms: number;
  readonly silent_ms: number;
}

/** Who is told of one approval at most: beyond that it is a matter of a group's own channel. */
const MOST_PEOPLE = 100;

/**
 * Open approvals of runs that are not paused and have something to be told: new ones of the last day, and those whose rules
 * say when to remind or to ask others. Runs are not locked, so that a round never stands in the way of a decision for long.
 */
const OPEN = `select ${QUESTION_COLUMNS}, a.org_id, f.name as flow_name, a.due_at, a.told_at is not null as is_told, a.escalated,
    extract(epoch from clock_timestamp() - a.requested_at)::float8 * 1000 as age_ms,
    extract(epoch from clock_timestamp() - coalesce(a.reminded_at, a.told_at, a.requested_at))::float8 * 1000 as silent_ms
  from ${QUESTION_TABLES}
  where a.status = 'pending' and r.status <> 'paused'
    and (a.told_at is null and a.requested_at > clock_timestamp() - interval '1 day'
      or a.rules::text like '%"remindAfterMs"%' or a.rules::text like '%"escalations"%')
  order by a.requested_at limit $1 for update of a skip locked`;

export const createApprovalNotices = (pool: pg.Pool): ApprovalNotices => ({
  take: (limit) => retryTransient(() => inTransaction(pool, (client) => take(client, limit))),
});

async function take(client: pg.PoolClient, limit: number): Promise<readonly ApprovalNotice[]> {
  const lock = await client.query<{ got: boolean }>(
    "select pg_try_advisory_xact_lock(hashtextextended('omnilink approval notices', 7)) as got",
  );
  if (!lock.rows[0]?.got) return [];
  const { rows } = await client.query<OpenRow>(OPEN, [limit]);
  const notices: ApprovalNotice[] = [];
  for (const row of rows) {
    const kind = dueNotice(row);
    if (kind) notices.push(await tell(client, row, kind));
  }
  return notices;
}

function dueNotice(row: OpenRow): ApprovalNotice["kind"] | undefined {
  if (!row.is_told) return "asked";
  const { escalations = [], remindAfterMs } = rulesOf(row);
  const next = escalations[row.escalated];
  if (next && row.age_ms >= next.afterMs) return "escalated";
  return remindAfterMs !== undefined && row.silent_ms >= remindAfterMs ? "reminded" : undefined;
}

async function tell(client: pg.PoolClient, row: OpenRow, kind: ApprovalNotice["kind"]): Promise<ApprovalNotice> {
  const rules = kind === "escalated" ? escalated(rulesOf(row), row.escalated) : rulesOf(row);
  await mark(client, row, kind, rules);
  const people = await peopleToTell(client, row, rules);
  const to = [];
  for (const { id, name, hats } of people) {
    const email = hats[0]?.email;
    if (id !== undefined && email !== undefined)
      to.push({ name, email, token: await createLink(client, row.org_id, row.id, id) });
  }
  return {
    ...{ kind, orgId: row.org_id, approvalId: row.id, title: row.title, flowName: row.flow_name, isForm: row.form !== null, to },
    ...(row.risk === null ? {} : { risk: row.risk.score }),
    ...(row.due_at === null ? {} : { dueAt: row.due_at.toISOString() }),
  };
}

/** Each party asks the people of this step as well. */
function escalated(rules: ApprovalRules, step: number): ApprovalRules {
  const to = rules.escalations?.[step]?.to;
  if (!to) return rules;
  const joined = (one: readonly string[], other: readonly string[]): readonly string[] => [...new Set([...one, ...other])];
  const stages = rules.stages.map((stage) =>
    stage.map((party) => ({
      ...party,
      roles: joined(party.roles, to.roles),
      groups: joined(party.groups, to.groups),
      people: joined(party.people, to.people),
    })),
  );
  return { ...rules, stages };
}

async function mark(client: pg.PoolClient, row: OpenRow, kind: ApprovalNotice["kind"], rules: ApprovalRules): Promise<void> {
  await client.query(
    `update approval set told_at = coalesce(told_at, clock_timestamp()), reminded_at = clock_timestamp(),
       escalated = escalated + $2, rules = case when $2 = 1 then $3::json else rules end
     where id = $1`,
    [row.id, kind === "escalated" ? 1 : 0, JSON.stringify(rules)],
  );
  if (kind === "asked") return;
  const to = rules.escalations?.[row.escalated]?.to;
  const text = kind === "escalated" && to ? inWords(to) : "those who have not answered";
  await client.query(`insert into approval_note (org_id, approval_id, kind, "by", text) values ($1, $2, $3, 'OmniLink', $4)`, [
    row.org_id,
    row.id,
    kind,
    text,
  ]);
}

const inWords = ({ roles, groups, people }: Asked): string => [...roles, ...groups, ...people].join(", ");

interface MemberRow {
  readonly user_id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly groups: readonly string[];
  /** Ids of those this person stands in for now. */
  readonly instead_of: readonly string[];
}

async function peopleToTell(client: pg.PoolClient, row: OpenRow, rules: ApprovalRules): Promise<readonly Signer[]> {
  const starters = rules.allowSelf ? [] : ((await startersOf(client, [row.run_id])).get(row.run_id) ?? []);
  const signatures = await signaturesUnder(client, row.id, hashOf(row));
  const everybody = await membersOf(client, row.org_id);
  return everybody.filter((signer) => maySign(rules, signatures, signer, starters).ok).slice(0, MOST_PEOPLE);
}

async function membersOf(client: pg.PoolClient, orgId: string): Promise<readonly Signer[]> {
  const { rows } = await client.query<MemberRow>(
    `select m.user_id, u.name, u.email, m.role,
       array(select g.name from person_group g where g.org_id = m.org_id and g.user_id = m.user_id) as groups,
       array(select d.from_user_id::text from delegation d where d.org_id = m.org_id and d.to_user_id = m.user_id
         and d.starts_at <= clock_timestamp() and d.ends_at > clock_timestamp()) as instead_of
     from membership m join app_user u on u.id = m.user_id where m.org_id = $1 order by u.name, u.id`,
    [orgId],
  );
  const hats = new Map(rows.map((row) => [row.user_id, hatOf(row)]));
  return rows.map(({ user_id: id, name, instead_of: others }) => ({
    id,
    name,
    hats: [id, ...others].flatMap((each) => hats.get(each) ?? []),
  }));
}

const hatOf = ({ user_id: userId, email, role, groups }: MemberRow): Hat => ({ userId, email, roles: [role], groups });
