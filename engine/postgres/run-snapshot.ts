import type pg from "pg";
import type { RunState } from "../core/machine/run-state.ts";

/** The state kept for a run as a cache; absent for one that has ended, and for one that never rested. */
export async function readSnapshot(pool: pg.Pool, orgId: string, runId: string): Promise<RunState | undefined> {
  const text = "select s.state from run_snapshot s join run r on r.id = s.run_id where r.org_id = $1 and r.id = $2";
  const { rows } = await pool.query<{ state: RunState }>(text, [orgId, runId]);
  return rows[0]?.state;
}
