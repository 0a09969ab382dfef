import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import type { Engine } from "#engine/index.ts";

const LOOK_EVERY_MS = 150;
const RETRY_MS = 200;

/** Those who decide and send signals, as the scripts of the runs want it. They try again until they are heard. */
export class People {
  readonly #engine: Engine;
  readonly #pool: pg.Pool;
  readonly #open = new Set<Promise<void>>();
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
      await pause(LOOK_EVERY_MS);
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
