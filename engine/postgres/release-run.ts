import type pg from "pg";
import type { ReleaseResult, ReleaseRun } from "../runtime/incidents.ts";
import { retryTransient } from "./database-errors.ts";
import { isRunId } from "./run-id.ts";
import { getRun } from "./run-queries.ts";

/** The incident is what makes a paused run a quarantined one, so of two releases at once one finds nothing. */
const RELEASE = `
with released as (
  update run r set status = 'queued', crash_count = 0
  where r.org_id = $1 and r.id = $2 and r.status = 'paused' and r.ended_at is null
    and exists (select 1 from incident i where i.run_id = r.id and i.kind = 'quarantined' and i.status = 'open')
  returning r.id
), resolved as (
  update incident i set status = 'resolved', resolution = 'released', resolved_at = clock_timestamp(), resolved_by = $3, comment = $4
  from released where i.run_id = released.id and i.kind = 'quarantined' and i.status = 'open'
)
select hint_runs(array_agg(id)) as hinted from released`;

/** Lets a quarantined run go on. */
export async function releaseRun(pool: pg.Pool, { orgId, runId, by, comment }: ReleaseRun): Promise<ReleaseResult> {
  if (!isRunId(runId)) return "unknownRun";
  const values = [orgId, runId, by, comment ?? null];
  const { rows } = await retryTransient(() => pool.query<{ hinted: number }>(RELEASE, values));
  if (rows[0]?.hinted === 1) return "released";
  return (await getRun(pool, orgId, runId)) ? "notQuarantined" : "unknownRun";
}
