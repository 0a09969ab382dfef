import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { NewMessage } from "../runtime/ports.ts";
import { inExclusiveRound } from "./exclusive-round.ts";
import { postMessages } from "./mail.ts";

/** Whether a switch that is on holds what has this organization and flow. */
const heldBy = (alias: string): string =>
  `from run_switch s where s.ended_at is null and s.org_id = ${alias}.org_id and (s.flow_id is null or s.flow_id = ${alias}.flow_id)`;

/** A run in `switched_run` has been told, whatever it does now. */
const TO_PAUSE = `
with told as (
  insert into switched_run (run_id, org_id, flow_id)
  select r.id, r.org_id, r.flow_id from run r
  where r.ended_at is null and r.status <> 'paused' and exists (select 1 ${heldBy("r")})
    and not exists (select 1 from switched_run w where w.run_id = r.id)
  order by r.id limit $1
  on conflict do nothing
  returning run_id, org_id, flow_id
)
select t.run_id as "runId", s.by, s.reason from told t
cross join lateral (select by, reason ${heldBy("t")} order by s.flow_id nulls last limit 1) as s`;

const TO_RESUME = `
with freed as (
  delete from switched_run where run_id in (
    select w.run_id from switched_run w where not exists (select 1 ${heldBy("w")}) order by w.run_id limit $1
  )
  returning run_id, org_id, flow_id
)
select f.run_id as "runId", coalesce(s.ended_by, 'a switch') as by, null as reason from freed f
left join lateral (
  select ended_by from run_switch s where s.org_id = f.org_id and (s.flow_id is null or s.flow_id = f.flow_id) order by ended_at desc limit 1
) as s on true`;

const IS_ON_OR_WAS = "exists (select 1 from run_switch where ended_at is null) or exists (select 1 from switched_run)";

interface Told {
  readonly runId: string;
  readonly by: string;
  readonly reason: string | null;
}

/** One round over all switches, in one process at a time; returns how many runs were told. */
export async function roundOfSwitches(pool: pg.Pool, limit: number): Promise<number> {
  let sent = 0;
  const tell = async (client: pg.PoolClient): Promise<void> => {
    const paused = await client.query<Told>(TO_PAUSE, [limit]);
    const resumed = await client.query<Told>(TO_RESUME, [limit]);
    const messages = [
      ...paused.rows.map((told) => toMessage("pause", told)),
      ...resumed.rows.map((told) => toMessage("resume", told)),
    ];
    if (messages.length > 0) await postMessages(client, messages);
    sent = messages.length;
  };
  await inExclusiveRound(pool, "switches", tell, IS_ON_OR_WAS);
  return sent;
}

/** Its row in `switched_run` is what keeps a run from being told twice. */
const toMessage = (type: "pause" | "resume", { runId, by, reason }: Told): NewMessage => ({
  runId,
  dedupeKey: `switch:${randomUUID()}`,
  body: { type, by, ...(reason === null ? {} : { reason }) },
});
