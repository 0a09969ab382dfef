import type pg from "pg";
import type { SearchValues } from "../core/search-fields/search-values.ts";
import { besideProduction } from "../core/environment/environment.ts";
import type { RunEvent, RunStatus } from "../core/machine/run-event.ts";
import type { RunFilter, RunPage, RunSummary } from "../runtime/engine.ts";
import type { RemovedRunTag, RunTag } from "../runtime/run-tags.ts";
import { eventsOf, LOG_AFTER, logRange, type LogRow } from "./read-events.ts";
import { isRunId } from "./run-id.ts";
import {
  beginningsOf,
  MOST_FETCHED,
  MOST_LOOKED_AT,
  runSearch,
  type Frequent,
  type RunSearch,
  type SearchScope,
} from "./run-search.ts";
import { inTransaction } from "./transaction.ts";

const COLUMNS = `r.id, f.slug, f.name, v.number, r.status, r.seq, r.created_at, r.ended_at, r.business_key, r.started_by, r.environment, r.failure_code,
  (select json_object_agg(s.name, s.value order by s.name) from run_search_field s where s.run_id = r.id) as search_values,
  (select json_agg(json_build_object('tag', t.tag, 'by', t.by, 'at', t.at) order by t.at, t.tag) from run_tag t where t.run_id = r.id) as tags`;
const FROM_RUNS = "from run r join flow f on f.id = r.flow_id join flow_version v on v.id = r.flow_version_id";
export const SUMMARY = `select ${COLUMNS} ${FROM_RUNS}`;

/** The latest that people took off; of one run only, a list does without. */
const REMOVED_TAGS = `(
  select json_agg(json_build_object('tag', t.tag, 'by', t.by, 'at', t.at, 'putBy', t.put_by, 'putAt', t.put_at) order by t.at desc, t.tag)
  from (select * from removed_run_tag where run_id = r.id order by at desc limit 20) t)`;

export interface SummaryRow {
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
  readonly environment: string;
  readonly failure_code: string | null;
  readonly search_values: SearchValues | null;
  readonly tags: readonly RunTag[] | null;
  readonly removed_tags?: readonly RemovedRunTag[] | null;
}

/** Newest first. The page after this one is asked for with `before: nextBefore`. */
export async function listRuns(pool: pg.Pool, orgId: string, filter: RunFilter): Promise<RunPage> {
  const limit = Math.min(100, Math.max(1, Math.floor(filter.limit)));
  return inTransaction(pool, async (client) => {
    const scope = await findScope(client, orgId, filter);
    if (!scope) return { runs: [] };
    // Which index is best depends on what is searched for, and the pool would plan without knowing it.
    await client.query("set local plan_cache_mode = force_custom_plan");
    const search = runSearch(scope, filter, await frequentBeginnings(client, orgId, filter));
    const { rows } = await client.query<SummaryRow>(listStatement(search, limit + 1), [...search.values]);
    const runs = rows.slice(0, limit).map(toSummary);
    const last = runs.at(-1);
    if (rows.length > limit && last) return { runs, nextBefore: last.runId };
    const end = search.checked.length === 0 ? undefined : await endOfLook(client, search);
    return end ? { runs, nextBefore: end.id, searchedBackTo: end.created_at.toISOString() } : { runs };
  });
}

const MANY_BEGIN = `
select count(*)::int > $4 as many from (
  select 1 from run_search_field s where s.org_id = $1 and s.name = $2 and s.value like $3 limit $4 + 1
) as found`;

/** Counted up to where it is decided: what Postgres guesses of beginnings is too far off to choose a way by it. */
async function frequentBeginnings(client: pg.PoolClient, orgId: string, filter: RunFilter): Promise<Frequent> {
  const frequent = new Set<string>();
  for (const { name, pattern } of beginningsOf(filter)) {
    const { rows } = await client.query<{ many: boolean }>(MANY_BEGIN, [orgId, name, pattern, MOST_FETCHED]);
    if (rows[0]?.many) frequent.add(name);
  }
  return frequent;
}

/** `undefined` when there is no such flow or version. */
async function findScope(client: pg.PoolClient, orgId: string, { flowId, version }: RunFilter): Promise<SearchScope | undefined> {
  if (flowId === undefined) return { orgId };
  const { rows } = await client.query<{ flow: string; version: string | null }>({
    name: "find-search-scope",
    text: `select f.id as flow, v.id as version from flow f left join flow_version v on v.flow_id = f.id and v.number = $3
      where f.org_id = $1 and f.slug = $2`,
    values: [orgId, flowId, version ?? null],
  });
  const found = rows[0];
  if (!found || (version !== undefined && found.version === null)) return undefined;
  return { orgId, flowKey: found.flow, ...(found.version === null ? {} : { versionKey: found.version }) };
}

/** The runs to be looked at are a query of their own, so that the ones that do not fit count too. */
function listStatement(search: RunSearch, limit: number): string {
  return `
    select ${COLUMNS}
    from (${lookedAt(search, "r.*", MOST_LOOKED_AT)}) r join flow f on f.id = r.flow_id join flow_version v on v.id = r.flow_version_id
    where ${[...search.checked, "true"].join(" and ")} order by r.id desc limit ${limit}`;
}

const lookedAt = ({ indexed }: RunSearch, columns: string, limit: number, offset = 0): string =>
  `select ${columns} from run r where ${indexed.join(" and ")} order by r.id desc limit ${limit} offset ${offset}`;

/** The last run that was looked at, if there may be more behind it. */
async function endOfLook(client: pg.PoolClient, search: RunSearch): Promise<Pick<SummaryRow, "id" | "created_at"> | undefined> {
  const text = lookedAt(search, "r.id, r.created_at", 1, MOST_LOOKED_AT - 1);
  const values = search.values.slice(0, search.indexedValues);
  const { rows } = await client.query<Pick<SummaryRow, "id" | "created_at">>(text, values);
  return rows[0];
}

export async function getRun(pool: pg.Pool, orgId: string, runId: string): Promise<RunSummary | undefined> {
  if (!isRunId(runId)) return undefined;
  const { rows } = await pool.query<SummaryRow>({
    name: "get-run",
    text: `select ${COLUMNS}, ${REMOVED_TAGS} as removed_tags ${FROM_RUNS} where r.org_id = $1 and r.id = $2`,
    values: [orgId, runId],
  });
  return rows[0] && toSummary(rows[0]);
}

export function toSummary(row: SummaryRow): RunSummary {
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
    ...(row.tags === null ? {} : { tags: row.tags.map((tag) => ({ ...tag, at: isoTime(tag.at) })) }),
    ...(row.removed_tags
      ? { removedTags: row.removed_tags.map((tag) => ({ ...tag, at: isoTime(tag.at), putAt: isoTime(tag.putAt) })) }
      : {}),
    ...(row.search_values === null ? {} : { searchValues: row.search_values }),
    ...(row.started_by === null ? {} : { startedBy: row.started_by }),
    ...besideProduction(row.environment),
    ...(row.failure_code === null ? {} : { failureCode: row.failure_code }),
  };
}

const isoTime = (stored: string): string => new Date(stored).toISOString();

/** From name to name in the index, so that it takes as long as there are names, not runs. */
const FIELD_NAMES = `
with recursive known(name) as (
  (select name from run_search_field where org_id = $1 order by name limit 1)
  union all
  select (select s.name from run_search_field s where s.org_id = $1 and s.name > known.name order by s.name limit 1)
  from known where known.name is not null
)
select name from known where name is not null limit $2`;
const MOST_NAMES = 100;

/** The search fields that runs have values of. */
export async function listSearchFields(pool: pg.Pool, orgId: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>({ name: "list-fields", text: FIELD_NAMES, values: [orgId, MOST_NAMES] });
  return rows.map(({ name }) => name);
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
