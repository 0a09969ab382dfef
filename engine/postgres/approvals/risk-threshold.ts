import type pg from "pg";
import { DEFAULT_RISK_THRESHOLD } from "../../core/approval/risk.ts";
import { startLoop, type Loop } from "../../runtime/loops.ts";
import type { Clock } from "../../runtime/ports.ts";

/** A change counts for questions that are asked this much later. */
const LOOK_EVERY_MS = 2_000;

export interface RiskThresholds extends Loop {
  /** The risk above which a person decides, 0 to 1, as it was last read. */
  of(orgId: string): number;
}

/**
 * The thresholds of all organizations, kept beside the driver. A step that asks a person must neither wait for the
 * database nor fail because it cannot be reached, so it takes what was read last.
 */
export async function watchRiskThresholds(
  pool: pg.Pool,
  clock: Clock,
  onError: (error: unknown) => void,
): Promise<RiskThresholds> {
  let known = await readAll(pool);
  const loop = startLoop(clock, onError, async () => {
    known = await readAll(pool);
    return LOOK_EVERY_MS;
  });
  return { of: (orgId) => known.get(orgId) ?? DEFAULT_RISK_THRESHOLD, stop: () => loop.stop() };
}

async function readAll(pool: pg.Pool): Promise<ReadonlyMap<string, number>> {
  const { rows } = await pool.query<{ id: string; risk_threshold: number }>("select id, risk_threshold from organization");
  return new Map(rows.map(({ id, risk_threshold: threshold }) => [id, threshold]));
}

export async function readRiskThreshold(pool: pg.Pool, orgId: string): Promise<number> {
  const { rows } = await pool.query<{ risk_threshold: number }>("select risk_threshold from organization where id = $1", [orgId]);
  return rows[0]?.risk_threshold ?? DEFAULT_RISK_THRESHOLD;
}

export async function setRiskThreshold(pool: pg.Pool, orgId: string, threshold: number): Promise<void> {
  await pool.query("update organization set risk_threshold = $2 where id = $1", [orgId, threshold]);
}
