import type pg from "pg";
import { brokenMeanwhile, idleRuns } from "#tests/crash/invariants.ts";
import type { MachineFloor } from "./machine-floor.ts";

export interface WatchResult {
  readonly problems: readonly string[];
  /** The longest that any run with something to do stood still, without what the machine itself did. */
  readonly worstIdleMs: number;
}

/** Among tens of thousands of open runs a look takes seconds, which would be taken from those who are watched. */
const RESTS = 4;

/** Looks at the database once a second while a test spoils things. */
export class Watch {
  readonly #pool: pg.Pool;
  readonly #machine: Pick<MachineFloor, "stoodStill">;
  readonly #stuckAfterMs: number;
  readonly #problems = new Set<string>();
  readonly #stuck = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #worstIdleMs = 0;
  #looking: Promise<void> = Promise.resolve();
  /** A look that takes longer than a second is not followed by the ones it has missed. */
  #isLooking = false;
  #restsUntil = 0;
  #excusedUntil = 0;
  #isExcused = false;

  constructor(pool: pg.Pool, machine: Pick<MachineFloor, "stoodStill">, stuckAfterMs: number) {
    this.#pool = pool;
    this.#machine = machine;
    this.#stuckAfterMs = stuckAfterMs;
    this.#timer = setInterval(() => {
      const began = performance.now();
      if (this.#isLooking || began < this.#restsUntil) return;
      this.#isLooking = true;
      this.#looking = this.#look().finally(() => {
        this.#isLooking = false;
        this.#restsUntil = performance.now() + (performance.now() - began) * RESTS;
      });
    }, 1_000);
  }

  /** The database itself is away: nobody can move, and time counts again when it has been back. */
  beginOutage(): void {
    this.#isExcused = true;
  }

  endOutage(): void {
    this.#isExcused = false;
    this.#excusedUntil = performance.now();
  }

  async stop(): Promise<WatchResult> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.#look();
    return { problems: [...this.#problems], worstIdleMs: this.#worstIdleMs };
  }

  async #look(): Promise<void> {
    if (this.#isExcused) return;
    try {
      for (const [name, rows] of Object.entries(await brokenMeanwhile(this.#pool)))
        this.#problems.add(`${name}: ${JSON.stringify(rows)}`);
      const [oldest] = await idleRuns(this.#pool);
      if (oldest) await this.#judge(oldest.id, oldest.status, oldest.age * 1_000);
    } catch {
      // The database is being killed: the next look will tell.
    }
  }

  async #judge(id: string, status: string, age: number): Promise<void> {
    const countedMs = Math.min(age, performance.now() - this.#excusedUntil);
    const idleMs = Math.round(countedMs - this.#machine.stoodStill(countedMs));
    this.#worstIdleMs = Math.max(this.#worstIdleMs, idleMs);
    if (idleMs <= this.#stuckAfterMs || this.#stuck.has(id)) return;
    this.#stuck.add(id);
    const { rows } = await this.#pool.query<{ why: unknown }>(CIRCUMSTANCES, [id]);
    this.#problems.add(`I5: run ${id} (${status}) was stuck: ${JSON.stringify(rows[0]?.why)}`);
  }
}

/** Who has the run, when it moved last, whether its process lives, and what became of its hint. */
const CIRCUMSTANCES = `
select json_build_object('flow', f.slug, 'key', r.trigger_key, 'epoch', r.epoch, 'lastEvent', e.type, 'at', e.at, 'now', clock_timestamp(), 'owned', r.owner is not null,
  'ownerHasLease', l.pool_id is not null, 'ownerSince', l.started_at,
  'ownerIsAlive', not pg_try_advisory_xact_lock(hashtextextended(l.pool_id::text, 7)),
  'deaths', r.crash_count, 'workers', (select count(*) from pool_lease), 'unread', r.inbox_seq - r.inbox_read,
  'hint', (select json_build_object('lockedAt', j.locked_at, 'attempts', j.attempts, 'runAt', j.run_at,
     'holderHasLease', exists (select 1 from pool_lease h where j.locked_by = any (string_to_array(h.worker_id, ','))))
     from graphile_worker.jobs j where j.key = run_hint_key(r.id))) as why
from run r join flow f on f.id = r.flow_id join run_event e on e.run_id = r.id and e.seq = r.seq
left join pool_lease l on l.pool_id = r.owner where r.id = $1`;
