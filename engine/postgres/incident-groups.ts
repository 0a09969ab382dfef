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

/** Counted in the index, which has all it takes; only the incidents that stand for the groups of the page are read. */
export async function listIncidentGroups(pool: pg.Pool, orgId: string, filter: IncidentGroupFilter): Promise<IncidentGroupPage> {
  const limit = Math.min(100, Math.max(1, Math.floor(filter.limit)));
  const { text, values } = groupStatement(orgId, filter, limit);
  const { rows } = await pool.query<GroupRow>(text, values);
  const groups = rows.slice(0, limit).map(toGroup);
  const last = groups.at(-1);
  return { groups, ...(rows.length > limit && last ? { nextAfter: last.incident.incidentId } : {}) };
}

const ORDERS = {
  newest: { edge: "max(i.opened_at)", column: "last_at", comes: "<", way: "desc" },
  oldest: { edge: "min(i.opened_at)", column: "first_at", comes: ">", way: "asc" },
} as const;

export function groupStatement(
  orgId: string,
  filter: IncidentGroupFilter,
  limit: number,
): { readonly text: string; readonly values: unknown[] } {
  const { edge, column, comes, way } = ORDERS[filter.order];
  const values: unknown[] = [orgId, filter.status];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const where = groupConditions(filter, parameter);
  const after =
    filter.after === undefined
      ? ""
      : `having (${edge}, i.flow_id, i.cause) ${comes} (
          select a.opened_at, a.flow_id, a.cause from incident a
          where a.org_id = $1 and a.id = ${parameter(isRunId(filter.after) ? filter.after : null)})`;
  const order = `order by ${column} ${way}, flow_id ${way}, cause ${way}`;
  const text = `
with found as (
  select i.flow_id, i.kind, i.cause, count(*)::int as count, min(i.opened_at) as first_at, max(i.opened_at) as last_at
  from incident i where ${where} group by i.flow_id, i.kind, i.cause ${after} ${order} limit ${parameter(limit + 1)}
)
select g.count, g.first_at, g.last_at, ${SUMMARY_COLUMNS}
from found g
cross join lateral (
  select * from incident s where s.org_id = $1 and s.status = $2 and s.flow_id = g.flow_id and s.kind = g.kind and s.cause = g.cause
  order by s.opened_at ${way} limit 1
) i
join flow f on f.id = i.flow_id left join run r on r.id = i.run_id
order by g.${column} ${way}, g.flow_id ${way}, g.cause ${way}`;
  return { text, values };
}

function groupConditions({ flowId, kind, like }: IncidentGroupFilter, parameter: (value: unknown) => string): string {
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
