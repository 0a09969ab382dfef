import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import type { Checkpoint, ClaimedRun, RunStore } from "#engine/runtime/ports.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

describe("run store under faults", () => {
  let url: string;
  let pool: ReturnType<typeof createPool>;
  let store: RunStore;
  let peer: RunStore;
  let flow: SeededFlow;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const database = await createTestDatabase();
    url = database.url;
    pool = createPool({ url });
    store = createPostgresRunStore({ pool, poolId: randomUUID() });
    peer = createPostgresRunStore({ pool, poolId: randomUUID() });
    flow = await seedFlow(pool);
    close = async () => {
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  async function claimed(): Promise<ClaimedRun> {
    const run = newRunOf(flow);
    await store.createRuns([run]);
    return (await store.claim(run.runId))!;
  }

  const event = (seq: number): RunEvent => ({
    seq,
    at: new Date().toISOString(),
    type: "timer.fired",
    data: { nodeId: "wait", visit: 1 },
  });

  function checkpoint({ runId, orgId, epoch }: ClaimedRun, changes: Partial<Checkpoint>): Checkpoint {
    const waits = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
    return { runId, orgId, epoch, events: [], status: "running", ...waits, ...changes };
  }

  /** Resolves when a statement of the other connections waits for a lock. */
  async function somebodyWaits(): Promise<void> {
    const waiting = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while ((await pool.query(waiting)).rowCount === 0) await sleep(5);
  }

  it("gives a claim everything that was written while it waited for the run's row", async () => {
    const mine = await claimed();
    await store.checkpoint(checkpoint(mine, { status: "waiting", release: {} }));
    const client = await pool.connect();
    await client.query("begin");
    await client.query("select 1 from run where id = $1 for update", [mine.runId]);
    const theirs = peer.claim(mine.runId);
    await somebodyWaits();
    await client.query(
      `insert into run_log (org_id, run_id, first_seq, last_seq, at, events) values ($1, $2, 2, 2, now(), '[["timer.fired",0,{}]]')`,
      [mine.orgId, mine.runId],
    );
    await client.query("update run set epoch = epoch + 1, seq = 2 where id = $1", [mine.runId]);
    await client.query("commit");
    client.release();
    expect((await theirs)?.events.map((one) => one.seq)).toEqual([1, 2]);
  });

  it("recognizes a checkpoint that was committed although its answer was lost", async () => {
    const claim = await claimed();
    const write = checkpoint(claim, { events: [event(2)] });
    expect(await store.checkpoint(write)).toBe("stored");
    expect(await store.checkpoint(write)).toBe("stored");
    const release = checkpoint(claim, { events: [event(3)], status: "waiting", release: {} });
    expect(await store.checkpoint(release)).toBe("released");
    expect(await store.checkpoint(release)).toBe("released");
    expect((await store.readEvents(claim.runId, 0)).map((one) => one.seq)).toEqual([1, 2, 3]);
  });

  it("goes on when the server ends its connections in the middle", async () => {
    const claims = await Promise.all(Array.from({ length: 40 }, () => claimed()));
    let ended = false;
    const cutting = (async () => {
      const admin = createPool({ url, max: 1, name: "cutter" });
      while (!ended) {
        await admin.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'omnilink'",
        );
        await sleep(100);
      }
      await admin.end();
    })();
    await Promise.all(
      claims.map(async (claim) => {
        for (let seq = 2; seq <= 8; seq++)
          expect(await store.checkpoint(checkpoint(claim, { events: [event(seq)] }))).toBe("stored");
      }),
    ).finally(() => (ended = true));
    await cutting;
    for (const claim of claims) {
      expect((await store.readEvents(claim.runId, 0)).map((one) => one.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    }
  });

  it("lets one run with impossible data fail without harm to those in the same flush", async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimed()));
    const poison = { seq: 2, at: "no time at all", type: "timer.fired", data: { nodeId: "wait", visit: 1 } } as const;
    const results = await Promise.allSettled(
      claims.map((claim, n) => store.checkpoint(checkpoint(claim, { events: [n === 3 ? poison : event(2)] }))),
    );
    expect(results.map((result) => result.status === "fulfilled")).toEqual(claims.map((_, n) => n !== 3));
  });

  it("never loses mail between two processes that post, claim and release at once", async () => {
    const claim = await claimed();
    await store.checkpoint(checkpoint(claim, { status: "waiting", release: {} }));
    const messages = 120;
    const read: number[] = [];
    const drive = async (driver: RunStore) => {
      const mine = await driver.claim(claim.runId);
      if (!mine) return;
      let last = read.at(-1) ?? 0;
      for (;;) {
        const inbox = await driver.readInbox(mine.runId, last);
        read.push(...inbox.map((message) => message.id));
        last = read.at(-1) ?? 0;
        const result = await driver.checkpoint(checkpoint(mine, { status: "waiting", inboxReadId: last, release: {} }));
        if (result === "released") return;
        expect(result).toBe("inboxMoved");
      }
    };
    const posting = (async () => {
      for (let n = 0; n < messages; n++) {
        const body = { type: "signal", name: "go", payload: n } as const;
        await (n % 2 ? store : peer).post({ runId: claim.runId, dedupeKey: `m${n}`, body });
      }
    })();
    let posted = false;
    void posting.then(() => (posted = true));
    while (!posted) await Promise.all([drive(store), drive(peer)]);
    await drive(store);
    expect(read).toEqual(Array.from({ length: messages }, (_, n) => n + 1));
  });

  it("does not deadlock when flushes of several processes touch the same runs", async () => {
    const claims = await Promise.all(Array.from({ length: 60 }, () => claimed()));
    const body = { type: "signal", name: "go", payload: null } as const;
    const posts = [store, peer].flatMap((from, n) =>
      claims.toReversed().map(({ runId }) => from.post({ runId, dedupeKey: `from ${n}`, body })),
    );
    const writes = claims.map((claim) => store.checkpoint(checkpoint(claim, { events: [event(2)] })));
    expect(new Set(await Promise.all(writes))).toEqual(new Set(["stored"]));
    expect(new Set(await Promise.all(posts))).toEqual(new Set(["stored"]));
  });
});
