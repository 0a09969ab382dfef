import type pg from "pg";
import type { FleetMember } from "./fleet.ts";

/** From the death of a process to the next event of the runs it drove, in milliseconds. */
export interface RecoveryFigures {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

interface Orphan {
  readonly runId: string;
  readonly since: Date;
}

const OWNED = `
select r.id from run r join pool_lease l on l.pool_id = r.owner
join pg_locks k on k.locktype = 'advisory' and k.granted
  and ((k.classid::bigint << 32) | k.objid::bigint) = hashtextextended(l.pool_id::text, 7)
join pg_stat_activity a on a.pid = k.pid
where a.application_name = $1 and r.ended_at is null`;

const NEXT = `
select extract(epoch from min(e.at) - o.since) * 1000 as ms
from unnest($1::uuid[], $2::timestamptz[]) as o(run_id, since) join run_event e on e.run_id = o.run_id and e.at > o.since
group by o.run_id, o.since`;

/** Notes whose runs lost their process when, and tells afterwards how long each had to wait. */
export class Recovery {
  kills = 0;
  readonly #pool: pg.Pool;
  readonly #orphans: Orphan[] = [];

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Ends or freezes a process and notes the runs it was driving. */
  async strike(victim: FleetMember, signal: NodeJS.Signals): Promise<void> {
    const { rows } = await this.#pool.query<{ id: string }>(OWNED, [victim.name]);
    victim.kill(signal);
    this.kills += 1;
    const clock = await this.#pool.query<{ now: Date }>("select clock_timestamp() as now");
    for (const { id } of rows) this.#orphans.push({ runId: id, since: clock.rows[0]!.now });
  }

  async figures(): Promise<RecoveryFigures> {
    const { rows } = await this.#pool.query<{ ms: string }>(NEXT, [
      this.#orphans.map(({ runId }) => runId),
      this.#orphans.map(({ since }) => since),
    ]);
    const samples = rows.map(({ ms }) => Number(ms)).toSorted((a, b) => a - b);
    const at = (share: number): number =>
      Math.round(samples[Math.min(samples.length - 1, Math.floor(samples.length * share))] ?? 0);
    return { count: samples.length, p50: at(0.5), p95: at(0.95), max: at(1) };
  }
}
