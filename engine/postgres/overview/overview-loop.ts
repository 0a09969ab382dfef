import type pg from "pg";
import { startLoop, type Loop } from "../../runtime/loops.ts";
import type { Clock } from "../../runtime/ports.ts";
import { countRuns } from "./count-runs.ts";

interface OverviewLoop {
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** The figures are this old at most, while counting them is quick. */
const COUNT_EVERY_MS = 5_000;
/** A flood of runs makes rounds longer; counting never takes more than this part of the time. */
const SHARE_OF_TIME = 1 / 20;

/** Keeps the figures of all organizations up to date. */
export function startOverviewLoop({ pool, clock, onError }: OverviewLoop): Loop {
  return startLoop(clock, onError, async () => {
    const begun = performance.now();
    const { rows } = await pool.query<{ id: string }>({ name: "overview-organizations", text: "select id from organization" });
    let isMore = false;
    for (const { id } of rows) isMore = (await countRuns(pool, id)).isMore || isMore;
    return isMore ? 0 : Math.max(COUNT_EVERY_MS, (performance.now() - begun) / SHARE_OF_TIME);
  });
}
