import type pg from "pg";
import type { RunSummary } from "../runtime/engine.ts";
import type { CanceledRun, OpenRunsMessage, OpenRunsPage } from "../runtime/operations/open-runs-of.ts";
import { retryTransient } from "./database-errors.ts";
import { SUMMARY, toSummary, type SummaryRow } from "./run-queries.ts";

/** In the order of their ids, so that runs that begin meanwhile come last. */
const OF_OTHER_VERSIONS = `r.org_id = $1 and f.slug = $2 and r.environment = $3 and r.ended_at is null and v.number <> $4
  and r.id > $5 order by r.id limit $6`;

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

const pageValues = ({ orgId, flowId, environment, version, after = FIRST_ID, limit }: OpenRunsPage) => [
  ...[orgId, flowId, environment, version, after, limit],
];

export async function listOpenRuns(pool: pg.Pool, page: OpenRunsPage): Promise<readonly RunSummary[]> {
  const text = `${SUMMARY} where ${OF_OTHER_VERSIONS}`;
  const { rows } = await retryTransient(() => pool.query<SummaryRow>({ name: "list-open-runs", text, values: pageValues(page) }));
  return rows.map(toSummary);
}

/** A run in quarantine takes no mail until it is released. */
const TELL = `
with page as materialized (
  select r.id, exists (
    select 1 from incident i where i.run_id = r.id and i.kind = 'quarantined' and i.status = 'open'
  ) as held
  from run r join flow f on f.id = r.flow_id join flow_version v on v.id = r.flow_version_id where ${OF_OTHER_VERSIONS}
), free as (
  select array_agg(id order by id) as ids, count(*)::int as runs from page where not held
), told as (
  select free.ids[posted.n] as id, posted.result from free
  cross join lateral post_messages(free.ids, array_fill($7::text, array[free.runs]), array_fill($8::json, array[free.runs])) as posted
)
select page.id as "runId", case when page.held then 'quarantined' else told.result end as result
from page left join told on told.id = page.id order by page.id`;

export async function tellOpenRuns(
  pool: pg.Pool,
  page: OpenRunsPage,
  { dedupeKey, body }: OpenRunsMessage,
): Promise<readonly CanceledRun[]> {
  const values = [...pageValues(page), dedupeKey, JSON.stringify(body)];
  const { rows } = await retryTransient(() => pool.query<CanceledRun>({ name: "tell-open-runs", text: TELL, values }));
  return rows;
}
