import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import type { Engine } from "#engine/index.ts";

const LOOK_EVERY_MS = 150;
const RETRY_MS = 200;

/**
 * Those who decide and send signals, as the scripts of the runs want it. They try again until they are heard. Where processes
 * are killed for no fault of the runs, they also send on those that were set aside.
 */
export class People {
  readonly #engine: Engine;
  readonly #pool: pg.Pool;
  readonly #open = new Set<Promise<void>>();
  /** Incidents of runs that were sent on; undefined while nobody sends any on. */
  #sentOn: Set<string> | undefined;
  #stopped = false;
  #looking: Promise<void>;

  constructor(engine: Engine, pool: pg.Pool) {
    this.#engine = engine;
    this.#pool = pool;
    this.#looking = this.#keepLooking();
  }

  /** The same signal twice, with one dedupe key: a sender that lost the answer. */
  signal(runId: string, name: string, afterMs: number): void {
    const sending = this.#send(runId, name, afterMs).finally(() => this.#open.delete(sending));
    this.#open.add(sending);
  }

  /** From now on. */
  sendOnWhoIsSetAside(): void {
    this.#sentOn ??= new Set();
  }

  /** Runs that were sent on. */
  get setAside(): number {
    return this.#sentOn?.size ?? 0;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.#looking, ...this.#open]);
  }

  async #send(runId: string, name: string, afterMs: number): Promise<void> {
    const { runs, orgId } = this.#engine;
    await pause(afterMs);
    for (let sent = 0; sent < 2 && !this.#stopped;) {
      try {
        await runs.signal({ orgId, runId, name, payload: { name }, dedupeKey: `signal ${name}` });
        sent += 1;
      } catch {
        await pause(RETRY_MS);
      }
    }
  }

  async #keepLooking(): Promise<void> {
    while (!this.#stopped) {
      await this.#decideAll().catch(() => {});
      if (this.#sentOn) await this.#sendOn(this.#sentOn).catch(() => {});
      await pause(LOOK_EVERY_MS);
    }
  }

  async #sendOn(done: Set<string>): Promise<void> {
    const { rows } = await this.#pool.query<{ id: string; run_id: string; org_id: string }>(
      `select i.id, i.run_id, i.org_id from incident i join run r on r.id = i.run_id
       where i.kind = 'quarantined' and i.status = 'open' and r.status = 'paused'`,
    );
    for (const { id, run_id: runId, org_id: orgId } of rows.filter((row) => !done.has(row.id))) {
      await this.#engine.runs.resume({ orgId, runId, by: "Ada", reason: "its processes were killed" });
      done.add(id);
    }
  }

  /** The request says how it is to be decided. Two people answer each at once, and one is heard. */
  async #decideAll(): Promise<void> {
    const { rows } = await this.#pool.query<{ id: string; details: unknown; org_id: string }>(
      "select id, details, org_id from approval where status = 'pending' and details::text in ('\"approved\"', '\"rejected\"') limit 50",
    );
    for (const { id, details, org_id: orgId } of rows) {
      const decide = (name: string) =>
        this.#engine.approvals.decide({
          orgId,
          approvalId: id,
          decision: details as "approved" | "rejected",
          by: { name, roles: ["executive"] },
        });
      await Promise.allSettled([decide("Ada"), decide("Bob")]);
    }
  }
}
