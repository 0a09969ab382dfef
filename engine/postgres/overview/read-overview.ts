import type pg from "pg";
import type { RunStatus } from "../../core/machine/run-event.ts";
import type {
  DayFigures,
  DecisionFigures,
  FailureFigures,
  FlowFigures,
  Money,
  OpenFigures,
  OverviewPeriod,
  OverviewReport,
  RunFigures,
} from "../../runtime/overview.ts";

/** A forecast learns from this many days. */
const HISTORY_DAYS = 56;
const MOST_FAILURES = 10;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Reads only what was counted (`countRuns`), except for what is open now. */
export async function readOverview(pool: pg.Pool, orgId: string, period: OverviewPeriod): Promise<OverviewReport> {
  const [sinceMs, untilMs] = [hourOf(period.since), hourOf(period.until)];
  const range: Range = [orgId, new Date(sinceMs), new Date(untilMs)];
  const before: Range = [orgId, new Date(2 * sinceMs - untilMs), new Date(sinceMs)];
  const history: Range = [orgId, new Date(Math.min(sinceMs, Date.now() - HISTORY_DAYS * DAY_MS)), new Date(untilMs)];
  const [flows, earlier, failures, days, now, decisions, countedUntil] = await Promise.all([
    readFlows(pool, range),
    readFigures(pool, before),
    readFailures(pool, range),
    readDays(pool, history),
    readOpen(pool, orgId),
    readDecisions(pool, range),
    readMark(pool, orgId),
  ]);
  return {
    ...{ since: range[1].toISOString(), until: range[2].toISOString() },
    ...(countedUntil === undefined ? {} : { countedUntil }),
    total: figuresOf(flows.rows),
    before: figuresOf(earlier),
    flows: flows.flows,
    ...{ failures, days, now, decisions },
  };
}

type Range = readonly [orgId: string, since: Date, until: Date];
const hourOf = (iso: string): number => Math.floor(Date.parse(iso) / HOUR_MS) * HOUR_MS;
const IN_RANGE = "h.org_id = $1 and h.hour >= $2 and h.hour < $3";

interface FigureRow {
  readonly status: RunStatus;
  readonly currency: string;
  readonly runs: number;
  readonly duration_ms: number;
  readonly value: number;
  readonly cost: number;
  readonly without_value: number;
}

const SUMS = `h.status, h.currency, sum(h.runs)::int as runs, sum(h.duration_ms)::float8 as duration_ms, sum(h.value) as value,
  sum(h.cost) as cost, sum(h.without_value)::int as without_value`;

async function readFigures(pool: pg.Pool, range: Range): Promise<readonly FigureRow[]> {
  const text = `select ${SUMS} from run_hour h where ${IN_RANGE} group by h.status, h.currency`;
  return (await pool.query<FigureRow>({ name: "overview-figures", text, values: [...range] })).rows;
}

interface FlowRow extends FigureRow {
  readonly slug: string;
  readonly name: string;
  readonly incidents: number;
}

const FLOWS = `
select f.slug, f.name, s.*,
  (select count(*)::int from incident i where i.org_id = $1 and i.status = 'open' and i.flow_id = f.id) as incidents
from (select h.flow_id, ${SUMS} from run_hour h where ${IN_RANGE} group by h.flow_id, h.status, h.currency) s
join flow f on f.id = s.flow_id order by f.name, f.slug`;

async function readFlows(pool: pg.Pool, range: Range) {
  const { rows } = await pool.query<FlowRow>({ name: "overview-flows", text: FLOWS, values: [...range] });
  const flows = [...Map.groupBy(rows, ({ slug }) => slug)].map(([flowId, [first, ...rest]]): FlowFigures => ({
    ...figuresOf([first!, ...rest]),
    ...{ flowId, name: first!.name, openIncidents: first!.incidents },
  }));
  return { rows, flows };
}

function figuresOf(rows: readonly FigureRow[]): RunFigures {
  const sum = (key: "runs" | "duration_ms" | "without_value"): number => rows.reduce((total, row) => total + row[key], 0);
  const byStatus: Partial<Record<RunStatus, number>> = {};
  for (const { status, runs } of rows) byStatus[status] = (byStatus[status] ?? 0) + runs;
  const money = [...Map.groupBy(rows, ({ currency }) => currency)].flatMap(([currency, own]) =>
    currency === "" ? [] : [moneyOf(currency, own)],
  );
  return {
    ...{ runs: sum("runs"), byStatus, durationMs: sum("duration_ms"), withoutValue: sum("without_value") },
    money: money.toSorted((a, b) => (a.currency < b.currency ? -1 : 1)),
  };
}

function moneyOf(currency: string, rows: readonly FigureRow[]): Money {
  const sum = (of: (row: FigureRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const completed = sum(({ status, runs }) => (status === "completed" ? runs : 0));
  return { currency, value: sum((row) => row.value), cost: sum((row) => row.cost), runs: sum((row) => row.runs), completed };
}

const FAILURES = `
select f.slug as "flowId", f.name as "flowName", s.failure_code as code, s.runs
from (
  select h.flow_id, h.failure_code, sum(h.runs)::int as runs from run_hour h
  where ${IN_RANGE} and h.failure_code <> '' group by 1, 2 order by runs desc, 1, 2 limit ${MOST_FAILURES}
) s join flow f on f.id = s.flow_id order by s.runs desc, f.name, s.failure_code`;

async function readFailures(pool: pg.Pool, range: Range): Promise<readonly FailureFigures[]> {
  return (await pool.query<FailureFigures>({ name: "overview-failures", text: FAILURES, values: [...range] })).rows;
}

interface DayRow {
  readonly day: string;
  readonly currency: string;
  readonly runs: number;
  readonly completed: number;
  readonly value: number;
  readonly cost: number;
}

const DAYS = `
select to_char(s.day at time zone 'UTC', 'YYYY-MM-DD') as day, s.currency, s.runs, s.completed, s.value, s.cost
from (
  select date_bin('1 day', h.hour, 'epoch'::timestamptz) as day, h.currency, sum(h.runs)::int as runs,
    coalesce(sum(h.runs) filter (where h.status = 'completed'), 0)::int as completed, sum(h.value) as value, sum(h.cost) as cost
  from run_hour h where ${IN_RANGE} group by 1, 2
) s order by s.day, s.currency`;

async function readDays(pool: pg.Pool, range: Range): Promise<readonly DayFigures[]> {
  const { rows } = await pool.query<DayRow>({ name: "overview-days", text: DAYS, values: [...range] });
  return [...Map.groupBy(rows, ({ day }) => day)].map(([day, own]) => ({
    day,
    runs: own.reduce((sum, { runs }) => sum + runs, 0),
    completed: own.reduce((sum, { completed }) => sum + completed, 0),
    money: own.flatMap(({ currency, value, cost }) => (currency === "" ? [] : [{ currency, value, cost }])),
  }));
}

interface OpenRow {
  readonly runs: Readonly<Partial<Record<RunStatus, number>>> | null;
  readonly oldest_run: Date | null;
  readonly approvals: number;
  readonly overdue: number;
  readonly oldest_approval: Date | null;
  readonly incidents: number;
  readonly oldest_incident: Date | null;
}

const OPEN = `
with open as (
  select r.status, count(*)::int as runs, min(r.created_at) as oldest from run r where r.org_id = $1 and r.ended_at is null and r.environment = 'prod' group by 1
), asked as (
  select count(*)::int as approvals, min(a.requested_at) as oldest_approval,
    count(*) filter (where a.due_at < now())::int as overdue
  from approval a where a.org_id = $1 and a.status = 'pending'
), trouble as (
  select count(*)::int as incidents, min(i.opened_at) as oldest_incident from incident i where i.org_id = $1 and i.status = 'open'
)
select (select json_object_agg(status, runs) from open) as runs, (select min(oldest) from open) as oldest_run, asked.*, trouble.*
from asked, trouble`;

async function readOpen(pool: pg.Pool, orgId: string): Promise<OpenFigures> {
  const { rows } = await pool.query<OpenRow>({ name: "overview-open", text: OPEN, values: [orgId] });
  const row = rows[0]!;
  return {
    byStatus: row.runs ?? {},
    ...(row.oldest_run === null ? {} : { oldestOpenAt: row.oldest_run.toISOString() }),
    approvals: { count: row.approvals, overdue: row.overdue, ...oldest(row.oldest_approval) },
    incidents: { count: row.incidents, ...oldest(row.oldest_incident) },
  };
}

const oldest = (at: Date | null) => (at === null ? {} : { oldestAt: at.toISOString() });

const DECISIONS = `
select count(*)::int as decided, count(a.due_at)::int as due, count(*) filter (where a.decided_at <= a.due_at)::int as in_time,
  percentile_disc(0.5) within group (order by extract(epoch from a.decided_at - a.requested_at) * 1000)::float8 as median_ms
from approval a where a.org_id = $1 and a.decided_at >= $2 and a.decided_at < $3 and a.decided_by is not null`;

async function readDecisions(pool: pg.Pool, range: Range): Promise<DecisionFigures> {
  const { rows } = await pool.query<{ decided: number; due: number; in_time: number; median_ms: number | null }>({
    name: "overview-decisions",
    text: DECISIONS,
    values: [...range],
  });
  const { decided, due, in_time: inTime, median_ms } = rows[0]!;
  return { decided, due, inTime, ...(median_ms === null ? {} : { medianWaitMs: median_ms }) };
}

async function readMark(pool: pg.Pool, orgId: string): Promise<string | undefined> {
  const text = "select ended_at from counted_until where org_id = $1";
  const { rows } = await pool.query<{ ended_at: Date }>({ name: "overview-mark", text, values: [orgId] });
  return rows[0]?.ended_at.toISOString();
}
