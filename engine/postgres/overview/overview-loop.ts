import type pg from "pg";
import { startLoop, type Loop } from "../../runtime/loops.ts";
import type { Clock } from "../../runtime/ports.ts";
import { COMMIT_SLACK_MS, countRuns } from "./count-runs.ts";

interface OverviewLoop {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** The figures are this old at most, while counting them is quick. */
const COUNT_EVERY_MS = 5_000;
/** A flood of runs makes rounds longer; counting never takes more than this part of the time. */
const SHARE_OF_TIME = 1 / 20;

/** The organizations with something to count. For the others, what is counted is true until now. */
const FIND = `
with found as (
  select o.id, exists (select 1 from run r where r.org_id = o.id and r.ended_at > coalesce(c.ended_at, '-infinity'))
    or exists (select 1 from run_recount t where t.org_id = o.id) as is_behind
  from organization o left join counted_until c on c.org_id = o.id
), resting as (
  insert into counted_until (org_id, ended_at)
  select id, clock_timestamp() - interval '${COMMIT_SLACK_MS} milliseconds' from found where not is_behind
  on conflict (org_id) do update set ended_at = greatest(counted_until.ended_at, excluded.ended_at)
)
select id from found where is_behind`;

/** Keeps the figures of all organizations up to date. */
export function startOverviewLoop({ pool, clock, onError }: OverviewLoop): Loop {
  return startLoop(clock, onError, async () => {
    const begun = performance.now();
    const { rows } = await pool.query<{ id: string }>({ name: "overview-organizations", text: FIND });
    let isMore = false;
    for (const { id } of rows) isMore = (await countRuns(pool, id)).isMore || isMore;
    return isMore ? 0 : Math.max(COUNT_EVERY_MS, (performance.now() - begun) / SHARE_OF_TIME);
  });
}
