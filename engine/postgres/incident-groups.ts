import type pg from "pg";
import type {
  DiscardGroup,
  DiscardGroupResult,
  IncidentGroup,
  IncidentGroupFilter,
  IncidentGroupPage,
} from "../runtime/incidents.ts";
import { likeCondition } from "./incident-cause.ts";
import { SUMMARY_COLUMNS, toSummary, type IncidentRow } from "./incident-queries.ts";
import { isRunId } from "./run-id.ts";

interface GroupRow extends IncidentRow {
  readonly count: number;
  readonly first_at: Date;
  readonly last_at: Date;
}

/**
 * Counted in the index, which has all it takes; only the incidents that stand for the groups of the page are read. Usually
 * there are few causes, and it is enough to go from one to the next; if there are many, or none, everything is grouped.
 */
export async function listIncidentGroups(pool: pg.Pool, orgId: string, filter: IncidentGroupFilter): Promise<IncidentGroupPage> {
  const limit = Math.min(100, Math.max(1, Math.floor(filter.limit)));
  const ask = async ({ text, values }: Statement) => (await pool.query<GroupRow>(text, values)).rows;
  const few = filter.like === undefined ? await ask(fewGroupsStatement(orgId, filter, limit)) : [];
  const rows = few.length > 0 ? few : await ask(groupStatement(orgId, filter, limit));
  const groups = rows.slice(0, limit).map(toGroup);
  const last = groups.at(-1);
  return { groups, ...(rows.length > limit && last ? { nextAfter: last.incident.incidentId } : {}) };
}

const ORDERS = {
  newest: { edge: "max(i.opened_at)", column: "last_at", comes: "<", way: "desc" },
  oldest: { edge: "min(i.opened_at)", column: "first_at", comes: ">", way: "asc" },
} as const;

interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

type Parameter = (value: unknown) => string;

/** Every incident that fits is looked at, whether or not its group is on the page. */
export function groupStatement(orgId: string, filter: IncidentGroupFilter, limit: number): Statement {
  const { edge, column, way } = ORDERS[filter.order];
  const values: unknown[] = [orgId, filter.status];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const where = groupConditions(filter, parameter);
  const after = afterCondition(filter, `(${edge}, i.flow_id, i.cause)`, parameter);
  const text = `
with found as (
  select i.flow_id, i.kind, i.cause, count(*)::int as count, min(i.opened_at) as first_at, max(i.opened_at) as last_at
  from incident i where ${where} group by i.flow_id, i.kind, i.cause ${after && `having ${after}`}
  order by ${column} ${way}, flow_id ${way}, cause ${way} limit ${parameter(limit + 1)}
)
${representing("found", filter)}`;
  return { text, values };
}

/** To go from one cause to the next takes about as long as to count fifty incidents of one. */
const MOST_CAUSES = 1_000;

/** The first and the last of a cause are the ends of its stretch of the index, and only groups of the page are counted. */
export function fewGroupsStatement(orgId: string, filter: IncidentGroupFilter, limit: number): Statement {
  const { column, way } = ORDERS[filter.order];
  const values: unknown[] = [orgId, filter.status];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const where = groupConditions(filter, parameter);
  const after = afterCondition(filter, `(${column}, flow_id, cause)`, parameter);
  const [most, page] = [parameter(MOST_CAUSES), parameter(limit + 1)];
  const next = "select i.flow_id, i.kind, i.cause from incident i where";
  // With a column that has one value already, the index would not be entered at the next cause.
  const [flow, kind] = [filter.flowId === undefined, filter.flowId === undefined || filter.kind === undefined];
  const free = [...(flow ? ["flow_id"] : []), ...(kind ? ["kind"] : []), "cause"];
  const behind = `(${free.map((name) => `i.${name}`).join(", ")}) > (${free.map((name) => `c.${name}`).join(", ")})`;
  const order = "order by i.flow_id, i.kind, i.cause limit 1";
  const sameCause = "i.org_id = $1 and i.status = $2 and i.flow_id = c.flow_id and i.kind = c.kind and i.cause = c.cause";
  const text = `
with recursive every_cause as (
  (${next} ${where} ${order})
  union all
  select n.flow_id, n.kind, n.cause from every_cause c
  cross join lateral (${next} ${where} and ${behind} ${order}) n
), cause as materialized (
  select * from every_cause limit ${most}
), ends as (
  select c.*, (select min(i.opened_at) from incident i where ${sameCause}) as first_at,
    (select max(i.opened_at) from incident i where ${sameCause}) as last_at
  from cause c where (select count(*) from cause) < ${most}
), page as materialized (
  select * from ends ${after && `where ${after}`} order by ${column} ${way}, flow_id ${way}, cause ${way} limit ${page}
), found as (
  select c.*, (select count(*)::int from incident i where ${sameCause}) as count from page c
)
${representing("found", filter)}`;
  return { text, values };
}

/** The groups with the incident that stands for each: the newest or the oldest of it. */
function representing(groups: string, { order }: IncidentGroupFilter): string {
  const { column, way } = ORDERS[order];
  return `
select g.count, g.first_at, g.last_at, ${SUMMARY_COLUMNS}
from ${groups} g
cross join lateral (
  select * from incident s where s.org_id = $1 and s.status = $2 and s.flow_id = g.flow_id and s.kind = g.kind and s.cause = g.cause
  order by s.opened_at ${way} limit 1
) i
join flow f on f.id = i.flow_id left join run r on r.id = i.run_id
order by g.${column} ${way}, g.flow_id ${way}, g.cause ${way}`;
}

/** Nothing for the first page. */
function afterCondition({ after, order }: IncidentGroupFilter, columns: string, parameter: Parameter): string {
  if (after === undefined) return "";
  return `${columns} ${ORDERS[order].comes} (
    select a.opened_at, a.flow_id, a.cause from incident a
    where a.org_id = $1 and a.id = ${parameter(isRunId(after) ? after : null)})`;
}

function groupConditions({ flowId, kind, like }: IncidentGroupFilter, parameter: Parameter): string {
  return [
    "i.org_id = $1 and i.status = $2",
    ...(flowId === undefined ? [] : [`i.flow_id = (select id from flow where org_id = $1 and slug = ${parameter(flowId)})`]),
    ...(kind === undefined ? [] : [`i.kind = ${parameter(kind)}`]),
    ...(like === undefined ? [] : [likeCondition("$1", parameter(isRunId(like) ? like : null))]),
  ].join(" and ");
}

const toGroup = (row: GroupRow): IncidentGroup => ({
  incident: toSummary(row),
  count: row.count,
  firstOpenedAt: row.first_at.toISOString(),
  lastOpenedAt: row.last_at.toISOString(),
});

/**
 * What a person has not seen yet stays open, and so does what a run waits for. Incidents are locked in the order of their
 * ids, as by everybody who writes to several.
 */
const DISCARD = `
with held as (
  select i.id, r.ended_at is not null as is_over
  from incident i join run r on r.id = i.run_id
  where ${likeCondition("$1", "$2")} and i.status = 'open' and i.opened_at <= $3
  order by i.id for no key update of i
), discarded as (
  update incident i set status = 'discarded', resolved_at = clock_timestamp(), resolved_by = $4, comment = $5
  from held where i.id = held.id and held.is_over
  returning i.id
)
select (select count(*)::int from discarded) as discarded, (select count(*)::int from held where not is_over) as waiting
from incident where org_id = $1 and id = $2`;

export async function discardIncidentGroup(
  pool: pg.Pool,
  { orgId, incidentId, upTo, by, reason }: DiscardGroup,
): Promise<DiscardGroupResult | undefined> {
  if (!isRunId(incidentId)) return undefined;
  const { rows } = await pool.query<DiscardGroupResult>(DISCARD, [orgId, incidentId, upTo, by, reason]);
  return rows[0];
}
