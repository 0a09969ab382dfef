import type pg from "pg";
import type { Failure } from "../core/failure.ts";
import type {
  CloseIncidentResult,
  DiscardIncident,
  IncidentFilter,
  IncidentPage,
  IncidentSummary,
  OpenIncidents,
} from "../runtime/incidents.ts";
import { likeCondition } from "./incident-cause.ts";
import { isRunId } from "./run-id.ts";

export interface IncidentRow {
  readonly id: string;
  readonly run_id: string;
  readonly business_key: string | null;
  readonly slug: string;
  readonly name: string;
  readonly kind: IncidentSummary["kind"];
  readonly node_id: string | null;
  readonly visit: number | null;
  readonly failure: Failure;
  readonly status: IncidentSummary["status"];
  readonly opened_at: Date;
  readonly resolved_at: Date | null;
  readonly resolved_by: string | null;
  readonly resolution: string | null;
  readonly comment: string | null;
}

export const SUMMARY_COLUMNS = `i.id, i.run_id, r.business_key, f.slug, f.name, i.kind, i.node_id, i.visit, i.failure, i.status, i.opened_at,
    i.resolved_at, i.resolved_by, i.resolution, i.comment`;

const SUMMARY = `
  select ${SUMMARY_COLUMNS}
  from incident i join flow f on f.id = i.flow_id left join run r on r.id = i.run_id`;

/** Newest first. The page after this one is asked for with `before: nextBefore`. */
export async function listIncidents(pool: pg.Pool, orgId: string, filter: IncidentFilter): Promise<IncidentPage> {
  const limit = Math.min(100, Math.max(1, Math.floor(filter.limit)));
  const { text, values } = listStatement(orgId, filter, limit);
  const { rows } = await pool.query<IncidentRow>(text, values);
  const incidents = rows.slice(0, limit).map(toSummary);
  const last = incidents.at(-1);
  return { incidents, ...(rows.length > limit && last ? { nextBefore: last.incidentId } : {}) };
}

function listStatement(orgId: string, filter: IncidentFilter, limit: number): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [`i.org_id = ${parameter(orgId)}`, `i.status = ${parameter(filter.status)}`];
  if (filter.flowId !== undefined) {
    conditions.push(`i.flow_id = (select id from flow where org_id = $1 and slug = ${parameter(filter.flowId)})`);
  }
  if (filter.kind !== undefined) conditions.push(`i.kind = ${parameter(filter.kind)}`);
  if (filter.runId !== undefined) conditions.push(`i.run_id = ${parameter(isRunId(filter.runId) ? filter.runId : null)}`);
  if (filter.like !== undefined) conditions.push(likeCondition("$1", parameter(isRunId(filter.like) ? filter.like : null)));
  if (filter.before !== undefined && isRunId(filter.before)) {
    const before = `(select b.opened_at, b.id from incident b where b.org_id = $1 and b.id = ${parameter(filter.before)})`;
    conditions.push(`(i.opened_at, i.id) < ${before}`);
  }
  const text = `${SUMMARY} where ${conditions.join(" and ")} order by i.opened_at desc, i.id desc limit ${parameter(limit + 1)}`;
  return { text, values };
}

export async function getIncident(pool: pg.Pool, orgId: string, incidentId: string): Promise<IncidentSummary | undefined> {
  if (!isRunId(incidentId)) return undefined;
  const { rows } = await pool.query<IncidentRow>(`${SUMMARY} where i.org_id = $1 and i.id = $2`, [orgId, incidentId]);
  return rows[0] && toSummary(rows[0]);
}

export async function countOpenIncidents(pool: pg.Pool, orgId: string): Promise<OpenIncidents> {
  const text = "select count(*)::int as count, min(opened_at) as oldest from incident where org_id = $1 and status = 'open'";
  const { rows } = await pool.query<{ count: number; oldest: Date | null }>(text, [orgId]);
  const { count = 0, oldest = null } = rows[0] ?? {};
  return { count, ...(oldest === null ? {} : { oldestOpenedAt: oldest.toISOString() }) };
}

/** A run that waits for the incident would wait for ever, so only incidents of runs that have ended can be discarded. */
const DISCARD = `
update incident i set status = 'discarded', resolved_at = clock_timestamp(), resolved_by = $3, comment = $4
from run r where i.org_id = $1 and i.id = $2 and i.status = 'open' and r.id = i.run_id and r.ended_at is not null`;

export async function discardIncident(
  pool: pg.Pool,
  { orgId, incidentId, by, reason }: DiscardIncident,
): Promise<CloseIncidentResult> {
  if (!isRunId(incidentId)) return { outcome: "unknown" };
  const { rowCount } = await pool.query(DISCARD, [orgId, incidentId, by, reason]);
  if (rowCount === 1) return { outcome: "closed" };
  const incident = await getIncident(pool, orgId, incidentId);
  if (!incident) return { outcome: "unknown" };
  return incident.status === "open" ? { outcome: "runWaits" } : { outcome: "alreadyClosed", incident };
}

export function toSummary(row: IncidentRow): IncidentSummary {
  return {
    incidentId: row.id,
    runId: row.run_id,
    ...(row.business_key === null ? {} : { businessKey: row.business_key }),
    flowId: row.slug,
    flowName: row.name,
    kind: row.kind,
    ...(row.node_id === null ? {} : { nodeId: row.node_id }),
    ...(row.visit === null ? {} : { visit: row.visit }),
    failure: row.failure,
    status: row.status,
    openedAt: row.opened_at.toISOString(),
    ...(row.resolved_at === null ? {} : { resolvedAt: row.resolved_at.toISOString() }),
    ...(row.resolved_by === null ? {} : { resolvedBy: row.resolved_by }),
    ...(row.resolution === null ? {} : { resolution: row.resolution }),
    ...(row.comment === null ? {} : { comment: row.comment }),
  };
}
