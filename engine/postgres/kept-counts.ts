import type pg from "pg";

/**
 * A window may be longer than ended runs are kept. What a rate limit or a throttle still counts therefore outlives its run: the row
 * is kept until then, with the key it is counted under and no more. A longer window of a later version does not bring back what is gone.
 */
interface Counted {
  readonly table: "run_gate" | "limited_start";
  readonly until: string;
  /** What is taken out of a row that is kept. */
  readonly taken: string;
}

const COUNTED: readonly Counted[] = [
  { table: "run_gate", until: "started_at + throttle_ms * interval '1 millisecond'", taken: "" },
  {
    table: "limited_start",
    until: "accepted_at + rate_ms * interval '1 millisecond'",
    taken: ", trigger_key = null, input_digest = null, input = null",
  },
];

/** Parts of a statement with the ids of the runs that go in `expired`. */
export const COUNTS_OF_EXPIRED = COUNTED.map(
  ({ table, until, taken }) => `kept_${table} as (
  update ${table} set kept_until = ${until}${taken}
  where run_id = any (array(select id from expired)) and ${until} > now()
), gone_${table} as (
  delete from ${table} where run_id = any (array(select id from expired)) and (${until} > now()) is not true
)`,
).join(", ");

/** Of runs that are gone already. */
export async function deleteCounts(pool: pg.Pool): Promise<void> {
  for (const { table } of COUNTED) await pool.query(`delete from ${table} where kept_until <= clock_timestamp()`);
}
