import type pg from "pg";
import type { ApprovalRules, Asked } from "../../core/approval/approval-rules.ts";
import type { ApprovalMatter, NoticeWay } from "../../runtime/notices.ts";
import { peopleToTell } from "./people-to-tell.ts";
import { QUESTION_COLUMNS, QUESTION_TABLES, rulesOf, type QuestionRow } from "./question-row.ts";

interface OpenRow extends QuestionRow {
  readonly org_id: string;
  readonly is_told: boolean;
  readonly escalated: number;
  /** Milliseconds since it was asked, and since anybody was told or reminded. */
  readonly age_ms: number;
  readonly silent_ms: number;
}

type Kind = ApprovalMatter["kind"];

/** Who is told of one approval at most: beyond that it is a matter of a group's own channel. */
const MOST_PEOPLE = 100;

/**
 * Open approvals of runs that are not paused and have something to be told: new ones of the last day, and those whose rules
 * say when to remind or to ask others. Runs are not locked, so that a round never stands in the way of a decision for long.
 */
const OPEN = `select ${QUESTION_COLUMNS}, a.org_id, a.told_at is not null as is_told, a.escalated,
    extract(epoch from clock_timestamp() - a.requested_at)::float8 * 1000 as age_ms,
    extract(epoch from clock_timestamp() - coalesce(a.reminded_at, a.told_at, a.requested_at))::float8 * 1000 as silent_ms
  from ${QUESTION_TABLES}
  where a.status = 'pending' and r.status <> 'paused'
    and (a.told_at is null and a.requested_at > clock_timestamp() - interval '1 day'
      or a.rules::text like '%"remindAfterMs"%' or a.rules::text like '%"escalations"%')
  order by a.requested_at limit $1 for update of a skip locked`;

/** Writes down, in one transaction, that an approval is told of and whom. */
export async function planApprovalNotices(client: pg.PoolClient, ways: readonly NoticeWay[], limit: number): Promise<void> {
  const { rows } = await client.query<OpenRow>(OPEN, [limit]);
  for (const row of rows) {
    const kind = dueNotice(row);
    if (kind) await plan(client, row, kind, ways);
  }
}

function dueNotice(row: OpenRow): Kind | undefined {
  if (!row.is_told) return "asked";
  const { escalations = [], remindAfterMs } = rulesOf(row);
  const next = escalations[row.escalated];
  if (next && row.age_ms >= next.afterMs) return "escalated";
  return remindAfterMs !== undefined && row.silent_ms >= remindAfterMs ? "reminded" : undefined;
}

async function plan(client: pg.PoolClient, row: OpenRow, kind: Kind, ways: readonly NoticeWay[]): Promise<void> {
  const rules = kind === "escalated" ? escalated(rulesOf(row), row.escalated) : rulesOf(row);
  await mark(client, row, kind, rules);
  // What was not sent yet is said by the newer notice as well.
  await client.query("delete from notice where approval_id = $1 and sent_at is null", [row.id]);
  const people = ways.includes("mail") ? await peopleToTell(client, row.org_id, { ...row, rules }) : [];
  await client.query(
    `insert into notice (org_id, approval_id, kind, way, user_id)
     select $1::uuid, $2, $3, 'mail', user_id from unnest($4::uuid[]) as user_id
     union all select $1::uuid, $2, $3, 'chat', null where $5`,
    [row.org_id, row.id, kind, people.slice(0, MOST_PEOPLE).flatMap(({ id }) => id ?? []), ways.includes("chat")],
  );
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

async function mark(client: pg.PoolClient, row: OpenRow, kind: Kind, rules: ApprovalRules): Promise<void> {
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
