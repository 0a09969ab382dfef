import type pg from "pg";
import type { RunEvent, RunStatus } from "../core/machine/run-event.ts";
import type { RunFilter, RunPage, RunSummary } from "../runtime/engine.ts";
import { eventsOf, LOG_AFTER, logRange, type LogRow } from "./read-events.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isRunId = (text: string): boolean => UUID.test(text);

const SUMMARY = `
  select r.id, f.slug, f.name, v.number, r.status, r.seq, r.created_at, r.ended_at, r.business_key, r.started_by
  from run r join flow f on f.id = r.flow_id join flow_version v on v.id = r.flow_version_id`;

interface SummaryRow {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly seq: number;
  readonly created_at: Date;
  readonly ended_at: Date | null;
  readonly business_key: string | null;
  readonly started_by: string | null;
}

/** Newest first. The page after this one is asked for with `before: nextBefore`. */
export async function listRuns(pool: pg.Pool, orgId: string, filter: RunFilter): Promise<RunPage> {
  const limit = Math.min(100, Math.max(1, Math.floor(filter.limit)));
  const { text, values } = listStatement(orgId, filter, limit);
  const { rows } = await pool.query<SummaryRow>(text, values);
  const runs = rows.slice(0, limit).map(toSummary);
  const last = runs.at(-1);
  return { runs, ...(rows.length > limit && last ? { nextBefore: last.runId } : {}) };
}

function listStatement(orgId: string, filter: RunFilter, limit: number): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const parameter = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [`r.org_id = ${parameter(orgId)}`];
  if (filter.flowId !== undefined) {
    conditions.push(`r.flow_id = (select id from flow where org_id = $1 and slug = ${parameter(filter.flowId)})`);
  }
  if (filter.status && filter.status.length > 0) conditions.push(`r.status = any (${parameter(filter.status)}::text[])`);
  if (filter.before !== undefined && isRunId(filter.before)) conditions.push(`r.id < ${parameter(filter.before)}::uuid`);
  if (filter.since !== undefined) conditions.push(`r.created_at >= ${parameter(filter.since)}::timestamptz`);
  if (filter.text) conditions.push(textCondition(filter.text, parameter));
  return { text: `${SUMMARY} where ${conditions.join(" and ")} order by r.id desc limit ${parameter(limit + 1)}`, values };
}

function textCondition(text: string, parameter: (value: unknown) => string): string {
  if (isRunId(text)) return `r.id = ${parameter(text)}::uuid`;
  return `r.business_key ilike ${parameter(`%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)}`;
}

export async function getRun(pool: pg.Pool, orgId: string, runId: string): Promise<RunSummary | undefined> {
  if (!isRunId(runId)) return undefined;
  const { rows } = await pool.query<SummaryRow>({
    name: "get-run",
    text: `${SUMMARY} where r.org_id = $1 and r.id = $2`,
    values: [orgId, runId],
  });
  return rows[0] && toSummary(rows[0]);
}

function toSummary(row: SummaryRow): RunSummary {
  return {
    runId: row.id,
    flowId: row.slug,
    flowName: row.name,
    version: row.number,
    status: row.status,
    seq: row.seq,
    startedAt: row.created_at.toISOString(),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at.toISOString() }),
    ...(row.business_key === null ? {} : { businessKey: row.business_key }),
    ...(row.started_by === null ? {} : { startedBy: row.started_by }),
  };
}

const EVENTS = `${LOG_AFTER} and l.org_id = $4 order by l.last_seq`;

/** Events of a run of this organization after `afterSeq`; none for a run that it does not have. */
export async function listEvents(
  pool: pg.Pool,
  orgId: string,
  runId: string,
  afterSeq: number,
  limit?: number,
): Promise<readonly RunEvent[]> {
  if (!isRunId(runId)) return [];
  const values = [...logRange(runId, afterSeq, limit), orgId];
  const { rows } = await pool.query<LogRow>({ name: "list-events", text: EVENTS, values });
  return eventsOf(rows, afterSeq, limit);
}
