import type pg from "pg";
import type { RunEvent } from "../../core/machine/run-event.ts";
import { valueOfRun } from "../../core/worth/value-of-run.ts";
import { BATCH, decodeBatch, type BatchRow } from "../event-batch.ts";

/** The runs of one version that began in one hour. */
export interface VersionHour {
  readonly version_id: string;
  readonly hour: Date;
}

/** Inputs read at a time. */
const CHUNK = 200;

const WITHOUT_VALUE = `
select r.id, ${BATCH} as batch from run r join run_log l on l.run_id = r.id and l.first_seq = 1
where r.flow_version_id = $1 and r.status = 'completed'
  and r.id >= run_id_floor($2::timestamptz - interval '5 minutes') and r.id < run_id_floor($2::timestamptz + interval '65 minutes')
  and r.created_at >= $2 and r.created_at < $2::timestamptz + interval '1 hour'
  and not exists (select 1 from run_value v where v.run_id = r.id)
order by r.id limit ${CHUNK}`;

const KEEP = `
insert into run_value (run_id, org_id, amount)
select k.run_id, r.org_id, k.amount from unnest($1::uuid[], $2::float8[]) as k(run_id, amount) join run r on r.id = k.run_id
on conflict (run_id) do nothing`;

/** Works out, once per run, what the completed runs of an hour are worth by the expression of their version. */
export async function keepRunValues(client: pg.PoolClient, { version_id, hour }: VersionHour, expression: string): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ id: string; batch: BatchRow }>(WITHOUT_VALUE, [version_id, hour]);
    if (rows.length === 0) return;
    const amounts = await Promise.all(rows.map(({ batch }) => amountOf(decodeBatch(batch)[0], expression)));
    await client.query(KEEP, [rows.map(({ id }) => id), amounts]);
  }
}

async function amountOf(started: RunEvent | undefined, expression: string): Promise<number | null> {
  if (started?.type !== "run.started") return null;
  return (await valueOfRun(expression, started.data.input)) ?? null;
}
