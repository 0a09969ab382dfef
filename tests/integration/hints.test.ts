import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEventListener } from "#engine/postgres/event-listener.ts";
import { createHintPool } from "#engine/postgres/hint-client.ts";
import { HintStock } from "#engine/postgres/hint-stock.ts";
import { startHintWorker } from "#engine/postgres/hint-worker.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { createSweep } from "#engine/postgres/sweep-runs.ts";
import type { RunStore } from "#engine/runtime/ports.ts";
import { hintKey } from "#tests/support/hint-key.ts";
import { newRunOf, seedFlow, type SeededFlow } from "#tests/support/seed-flow.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

describe("hints and notifications", () => {
  let url: string;
  let pool: ReturnType<typeof createPool>;
  let store: RunStore;
  let flow: SeededFlow;
  let close: () => Promise<void>;
  const waits = { setTimers: [], clearTimers: [], openApprovals: [], closeApprovals: [] };
  const message = (runId: string, dedupeKey: string) => ({
    runId,
    dedupeKey,
    body: { type: "signal", name: "go", payload: null } as const,
  });

  beforeAll(async () => {
    const database = await createTestDatabase();
    url = database.url;
    pool = createPool({ url });
    store = createPostgresRunStore({ pool, poolId: randomUUID() });
    flow = await seedFlow(pool);
    close = async () => {
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await condition())) await sleep(5);
  }

  async function parked(): Promise<string> {
    const run = newRunOf(flow);
    await store.createRuns([run]);
    const claim = (await store.claim(run.runId))!;
    await store.checkpoint({ ...claim, events: [], status: "waiting", ...waits, release: {} });
    await pool.query("select graphile_worker.complete_jobs(array(select id from graphile_worker.jobs where key = $1))", [
      hintKey(run.runId),
    ]);
    return run.runId;
  }

  it("brings every new run and every message for a parked run to a worker, which goes on after an error", async () => {
    const seen: string[] = [];
    const errors: (string | undefined)[] = [];
    const worker = await startHintWorker({
      pool,
      concurrency: 4,
      onHint: async (runId) => {
        seen.push(runId);
        if (seen.length === 1) throw new Error("first one fails");
      },
      onError: (_error, runId) => errors.push(runId),
      onEnd: (error) => errors.push(String(error)),
    });
    expect(worker.workerId).toMatch(/^pool-/);
    const runs = Array.from({ length: 50 }, () => newRunOf(flow));
    await store.createRuns(runs);
    await until(() => seen.length >= 50);
    expect(new Set(seen)).toEqual(new Set(runs.map((run) => run.runId)));
    expect(errors).toEqual([seen[0]]);
    const runId = await parked();
    const before = seen.length;
    await store.post(message(runId, "wake"));
    await until(() => seen.slice(before).includes(runId));
    await worker.stop();
    expect((await pool.query("select 1 from graphile_worker.jobs where locked_by is not null")).rowCount).toBe(0);
  });

  it("finds what was announced after the first look, and before anybody listened", async () => {
    const first = newRunOf(flow);
    await store.createRuns([first]);
    const hintPool = createHintPool(url);
    const mayListen = Promise.withResolvers<undefined>();
    const connect = hintPool.connect.bind(hintPool) as (callback?: unknown) => unknown;
    // Only who wants to listen asks with a callback.
    hintPool.connect = ((callback?: unknown) =>
      callback === undefined ? connect() : mayListen.promise.then(() => connect(callback))) as typeof hintPool.connect;
    const seen: string[] = [];
    const worker = await startHintWorker({
      ...{ pool: hintPool, concurrency: 4, lookEveryMs: 600_000 },
      onHint: async (runId) => void seen.push(runId),
      ...{ onError: () => {}, onEnd: () => {} },
    });
    await until(() => seen.includes(first.runId));
    await until(async () => (await pool.query("select 1 from graphile_worker.jobs where locked_by is not null")).rowCount === 0);
    const unheard = newRunOf(flow);
    await store.createRuns([unheard]);
    mayListen.resolve(undefined);
    await until(() => seen.includes(unheard.runId));
    await worker.stop();
    await hintPool.end();
  });

  it("says so when graphile-worker ends by itself, which it does when it cannot take back what is done", async () => {
    await pool.query(`create function refuse_delete() returns trigger language plpgsql as $$ begin raise 'no room'; end $$`);
    await pool.query(
      "create trigger refused before delete on graphile_worker._private_jobs for each row execute function refuse_delete()",
    );
    const ended = Promise.withResolvers<unknown>();
    const worker = await startHintWorker({
      pool,
      concurrency: 4,
      onHint: async () => {},
      onError: () => {},
      onEnd: (error) => ended.resolve(error),
    });
    await store.createRuns([newRunOf(flow)]);
    expect(String(await ended.promise)).toContain("no room");
    await pool.query("drop function refuse_delete() cascade");
    await worker.stop().catch(() => {});
    await pool.query("delete from graphile_worker._private_jobs");
  });

  it("gives way in a deadlock, for as long as it takes", async () => {
    await pool.query("create table deadlocked (id int primary key); insert into deadlocked values (1), (2)");
    const hintPool = createHintPool(url);
    const client = await hintPool.connect();
    const other = await pool.connect();
    // The server does not help: only the one that gives way ends this.
    await other.query("set deadlock_timeout = '1min'; begin; select 1 from deadlocked where id = 2 for update");
    await client.query("set deadlock_timeout = '1min'");
    // What stands in `with` is done last.
    const inOtherOrder = "with last as (delete from deadlocked where id = 2) delete from deadlocked where id = 1";
    const deleted = client.query({ text: inOtherOrder });
    await until(async () => (await pool.query("select 1 from pg_locks where not granted")).rowCount === 1);
    await other.query("select 1 from deadlocked where id = 1 for update");
    await other.query("commit; reset deadlock_timeout");
    await deleted;
    expect((await pool.query("select 1 from deadlocked")).rowCount).toBe(0);
    other.release();
    client.release();
    await hintPool.end();
  });

  it("are fetched and marked by looking them up, however few there were when that was planned", async () => {
    const hintPool = createHintPool(url);
    const client = await hintPool.connect();
    await client.query("delete from graphile_worker._private_jobs");
    await client.query("vacuum graphile_worker._private_jobs");
    // The statement of graphile-worker, as far as it decides how the table is read.
    await client.query(`prepare hints (text, int[]) as with j as (
      select id from graphile_worker._private_jobs where is_available and run_at <= now() and task_id = any ($2::int[])
      order by priority, run_at limit 200 for update skip locked
    ) update graphile_worker._private_jobs as jobs set locked_by = $1, locked_at = now() from j where jobs.id = j.id returning *`);
    const { rows } = await client.query<{ "QUERY PLAN": string }>("explain execute hints ('me', array[1])");
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(plan).not.toMatch(/Seq Scan|Index Scan using|Join Filter/);
    expect(plan).toMatch(/Bitmap Index Scan on jobs_pkey1.*\n +Index Cond: \(id = j.id\)/);
    client.release();
    await hintPool.end();
  });

  it("are counted when a flood of them is fetched, for whoever plans by their number", async () => {
    await pool.query("delete from graphile_worker._private_jobs");
    await pool.query("vacuum analyze graphile_worker._private_jobs");
    await store.createRuns(Array.from({ length: 40 }, () => newRunOf(flow)));
    const known = async (): Promise<number> =>
      (await pool.query<{ known: number }>("select reltuples as known from pg_class where relname = '_private_jobs'")).rows[0]!
        .known;
    expect(await known()).toBe(0);
    const mayEnd = Promise.withResolvers<undefined>();
    const ports = { onHint: () => mayEnd.promise, onError: () => {}, onEnd: () => {} };
    const worker = await startHintWorker({ pool, concurrency: 8, ...ports });
    await until(async () => (await known()) >= 8);
    mayEnd.resolve(undefined);
    await worker.stop();
  });

  it("finds runs whose hint was lost", async () => {
    const waiting = await parked();
    const lost = await parked();
    await store.post(message(lost, "unheard"));
    const run = newRunOf(flow);
    await store.createRuns([run]);
    await pool.query("delete from graphile_worker._private_jobs");
    await pool.query("update run set created_at = created_at - interval '1 minute'");
    const before = await store.sweep();
    expect(before).toBeGreaterThanOrEqual(2);
    const { rows } = await pool.query<{ key: string }>("select key from graphile_worker.jobs");
    const keys = rows.map((row) => row.key);
    expect(keys).toEqual(expect.arrayContaining([hintKey(lost), hintKey(run.runId)]));
    expect(keys).not.toContain(hintKey(waiting));
    expect(await store.sweep()).toBe(0);
  });

  it("writes the first hint of a run as graphile-worker would, and announces it", async () => {
    const announced: string[] = [];
    const listening = await pool.connect();
    listening.on("notification", ({ payload }) => announced.push(payload ?? ""));
    await listening.query('listen "jobs:insert"');
    const ids = { direct: [randomUUID(), randomUUID()], added: [randomUUID(), randomUUID()] };
    expect((await pool.query("select hint_new_runs($1::uuid[], '{0,3}') as hinted", [ids.added])).rows).toEqual([{ hinted: 2 }]);
    expect((await pool.query("select hint_created_runs($1::uuid[], '{0,3}') as hinted", [ids.direct])).rows).toEqual([
      { hinted: 2 },
    ]);
    const rowsOf = async (runIds: readonly string[]) => {
      const { rows } = await pool.query<{ row: Record<string, unknown> }>(
        `select to_jsonb(j) - '{id,key,payload,run_at,created_at,updated_at}'::text[]
           || jsonb_build_object('isFor', j.payload, 'isNow', j.run_at = j.created_at and j.run_at = j.updated_at) as row
         from graphile_worker._private_jobs j where key = any ($1) order by priority`,
        [runIds.map(hintKey)],
      );
      return rows.map(({ row }, index) => ({ ...row, isFor: (row["isFor"] as { runId: string }).runId === runIds[index] }));
    };
    const direct = await rowsOf(ids.direct);
    expect(direct).toHaveLength(2);
    expect(direct).toEqual(await rowsOf(ids.added));
    await until(() => announced.length === 2);
    expect(announced.map((payload) => (JSON.parse(payload) as { count: number }).count)).toEqual([2, 2]);
    await listening.query("unlisten *");
    listening.release();
    await pool.query("delete from graphile_worker._private_jobs where key = any ($1)", [
      [...ids.direct, ...ids.added].map(hintKey),
    ]);
  });

  it("leaves the first hint of all to graphile-worker, which makes its queues then", async () => {
    const fresh = await createTestDatabase();
    const there = createPool({ url: fresh.url });
    const runId = randomUUID();
    await there.query("delete from graphile_worker._private_tasks");
    expect((await there.query("select hint_created_runs($1::uuid[], '{0}') as hinted", [[runId]])).rows).toEqual([{ hinted: 1 }]);
    expect((await there.query("select key from graphile_worker.jobs")).rows).toEqual([{ key: hintKey(runId) }]);
    await there.end();
    await fresh.drop();
  });

  it("frees a run that a process claims after it was taken for dead: the server carries out what was sent before", async () => {
    const run = newRunOf(flow);
    await store.createRuns([run]);
    const dead = createPostgresRunStore({ pool, poolId: randomUUID() });
    const { epoch } = (await dead.claim(run.runId))!;
    expect(await createSweep(pool)()).toBeGreaterThan(0);
    expect(await store.claim(run.runId)).toMatchObject({ epoch: epoch + 2 });
    await pool.query("update run set owner = null, ended_at = now(), status = 'canceled' where id = $1", [run.runId]);
  });

  it("finds them in turns when very many runs are open", async () => {
    const lost = await parked();
    await store.post(message(lost, "unheard"));
    await pool.query("delete from graphile_worker._private_jobs");
    await pool.query("update run set created_at = created_at - interval '1 minute'");
    const open = (await pool.query("select 1 from run where ended_at is null")).rowCount!;
    const sweep = createSweep(pool, { openRunsPerSweep: 3 });
    const isHinted = async () =>
      (await pool.query("select 1 from graphile_worker.jobs where key = $1", [hintKey(lost)])).rowCount === 1;
    await sweep();
    expect(await isHinted()).toBe(false);
    for (let turn = 1; turn <= Math.ceil(open / 3); turn++) await sweep();
    expect(await isHinted()).toBe(true);
    await pool.query("delete from graphile_worker._private_jobs");
    for (let turn = 1; turn <= Math.ceil(open / 3) + 1; turn++) await sweep();
    expect(await isHinted()).toBe(true);
  });

  it("counts a hint as lost that a worker took long ago without claiming the run", async () => {
    const run = newRunOf(flow);
    await store.createRuns([run]);
    await pool.query("update run set created_at = created_at - interval '1 minute' where id = $1", [run.runId]);
    const lock = (age: string) =>
      pool.query(
        `update graphile_worker._private_jobs set locked_by = 'zombie', locked_at = now() - $2::interval where key = $1`,
        [hintKey(run.runId), age],
      );
    await lock("1 second");
    expect(await store.sweep()).toBe(0);
    await lock("10 seconds");
    expect(await store.sweep()).toBe(1);
  });

  describe("fetched ahead by a process that has its slots full", () => {
    const hints = async () => (await pool.query("select 1 from graphile_worker.jobs")).rowCount!;
    const age = async (seconds: number) => {
      await pool.query("update graphile_worker._private_jobs set locked_at = locked_at - make_interval(secs => $1)", [seconds]);
      await pool.query("update run set created_at = created_at - make_interval(secs => $1)", [seconds]);
    };

    const end = (which = "true") =>
      pool.query(`update run set owner = null, ended_at = now(), status = 'canceled' where ended_at is null and ${which}`);

    /** A process with one slot and six runs, which take until they are let go. It has begun the first, and holds the next one. */
    async function busyProcess() {
      await pool.query("delete from graphile_worker._private_jobs");
      await end();
      const [poolId, stock] = [randomUUID(), new HintStock()];
      const busy = createPostgresRunStore({ pool, poolId, stock });
      const begun: (() => void)[] = [];
      const inVain: string[] = [];
      let isStopping = false;
      await busy.createRuns(Array.from({ length: 6 }, () => newRunOf(flow)));
      const worker = await startHintWorker({
        ...{ pool, stock, concurrency: 1, onError: () => {}, onEnd: () => {} },
        onHint: async (runId) => {
          if (!(await busy.claim(runId))) return void inVain.push(runId);
          if (!isStopping) await new Promise<void>((resolve) => begun.push(resolve));
          await end(`id = '${runId}'`);
        },
      });
      await pool.query("insert into pool_lease (pool_id, kind, worker_id) values ($1, 'worker', $2)", [poolId, worker.workerId]);
      await until(() => begun.length === 1 && stock.isFull("first"));
      const stop = async () => {
        isStopping = true;
        for (const letGo of begun) letGo();
        await worker.stop();
      };
      return { busy, begun, inVain, stop };
    }

    it("are not written a second time, however long the runs before them take", async () => {
      const { busy, begun, inVain, stop } = await busyProcess();
      let hintedAgain = 0;
      for (let nth = 1; nth <= 6; nth += 1) {
        await until(async () => begun.length === nth);
        await age(4);
        hintedAgain += await busy.sweep();
        begun[nth - 1]!();
      }
      await until(async () => (await hints()) === 0);
      expect([hintedAgain, inVain]).toEqual([0, []]);
      await stop();
    });

    it("go to another one that has room", async () => {
      const { stop } = await busyProcess();
      await age(4);
      expect(await store.sweep()).toBe(1);
      const seen = new Set<string>();
      const onHint = async (runId: string) => void (await end(`id = '${runId}'`).then(() => seen.add(runId)));
      const other = await startHintWorker({ ...{ pool, concurrency: 4, onHint }, onError: () => {}, onEnd: () => {} });
      await until(() => seen.size === 5);
      await Promise.all([other.stop(), stop()]);
    });

    it("are lost all the same when they never arrived there", async () => {
      const { busy, stop } = await busyProcess();
      await age(31);
      expect(await busy.sweep()).toBe(1);
      await stop();
    });
  });

  it("announces events of all runs of a flush, and mail of runs that are driven, in as many notifications as it takes", async () => {
    const events = new Map<string, number>();
    const inbox: string[] = [];
    const listener = await startEventListener({
      url,
      onEvents: (entries) => entries.forEach(({ runId, seq }) => events.set(runId, seq)),
      onInbox: (runIds) => inbox.push(...runIds),
    });
    const runs = Array.from({ length: 400 }, () => newRunOf(flow));
    await store.createRuns(runs);
    await until(() => runs.every((run) => events.get(run.runId) === 1));
    const claim = (await store.claim(runs[0]!.runId))!;
    const event = { seq: 2, at: new Date().toISOString(), type: "timer.fired", data: { nodeId: "wait", visit: 1 } } as const;
    await store.checkpoint({ ...claim, events: [event], status: "running", ...waits });
    await until(() => events.get(claim.runId) === 2);
    await store.post(message(claim.runId, "while driven"));
    await until(() => inbox.includes(claim.runId));
    await listener.close();
  });

  it("opens hints held by a worker without a lease, and removes those that a newer hint replaced", async () => {
    const runId = await parked();
    await store.post(message(runId, "a"));
    await pool.query("select graphile_worker.add_job('drive', json_build_object('runId', $1::text))", [runId]);
    const mine = "payload ->> 'runId' = $1";
    const held = "update graphile_worker._private_jobs set locked_by = 'ghost', locked_at = now() - interval '4 seconds'";
    await pool.query(`${held} where ${mine}`, [runId]);
    await store.sweep();
    const { rows } = await pool.query(
      `select j.locked_by, j.key from graphile_worker.jobs j join graphile_worker._private_jobs p using (id) where p.${mine}`,
      [runId],
    );
    expect(rows).toEqual([{ locked_by: null, key: hintKey(runId) }]);
  });
});
