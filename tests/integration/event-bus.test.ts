import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { spanOfRun, traceparent, traceparentOfCall } from "#engine/core/trace/trace-ids.ts";
import { compileVersion } from "#engine/host/compile-version.ts";
import { prepareFlow } from "#engine/host/prepare-flow.ts";
import { startRun } from "#engine/host/start-run.ts";
import { deliverEvents, type StartEventRun } from "#engine/hub/events/deliver-events.ts";
import { createActiveVersions } from "#engine/postgres/active-versions.ts";
import { createEmitFromRun, createEvents } from "#engine/postgres/event-bus.ts";
import { startEventListener } from "#engine/postgres/event-listener.ts";
import { createEventStore } from "#engine/postgres/event-deliveries.ts";
import { createWebhookTargets } from "#engine/postgres/webhook-targets.ts";
import { inExclusiveRound } from "#engine/postgres/exclusive-round.ts";
import { createFlowStore } from "#engine/postgres/flow-store.ts";
import { createFlowVersions } from "#engine/postgres/flow-versions.ts";
import { createLimitedStarts } from "#engine/postgres/limited-starts.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import { createPrismaClient } from "#engine/postgres/prisma-client.ts";
import type { Events, Flows } from "#engine/runtime/engine.ts";
import type { EmitFromRun, EventStore } from "#engine/runtime/event-bus.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

describe("the event bus on Postgres", () => {
  let url: string;
  let pool: ReturnType<typeof createPool>;
  let flows: Flows;
  let events: Events;
  let emitFromRun: EmitFromRun;
  let rounds: EventStore;
  let start: StartEventRun;
  let close: () => Promise<void>;
  let orgId: string;

  beforeAll(async () => {
    const database = await createTestDatabase();
    url = database.url;
    pool = createPool({ url, max: 20 });
    const prisma = createPrismaClient(pool);
    flows = createFlowStore(prisma, (source) => prepareFlow(source), createWebhookTargets(pool));
    events = createEvents(pool);
    emitFromRun = createEmitFromRun(pool);
    rounds = createEventStore(pool);
    const store = createPostgresRunStore({ pool, poolId: randomUUID() });
    const ports = {
      active: createActiveVersions(pool),
      versions: createFlowVersions(pool, compileVersion),
      store,
      limited: createLimitedStarts(pool),
    };
    start = (request) => startRun(ports, request);
    close = async () => {
      await prisma.$disconnect();
      await pool.end();
      await database.drop();
    };
  });
  afterAll(() => close());

  beforeEach(async () => {
    for (const table of ["flow", "run", "run_log", "bus_event"]) await pool.query(`delete from ${table}`);
    orgId = randomUUID();
    await pool.query("insert into organization (id, name, slug) values ($1, 'Acme', $2)", [orgId, orgId]);
  });

  async function listen(types: readonly string[], id = "listener"): Promise<void> {
    const nodes = [
      { id: "heard", kind: "trigger.event", config: { types } },
      { id: "note", kind: "map", config: { expression: "input.type" } },
    ];
    const source = JSON.stringify({ omnilink: 1, id, name: id, nodes, edges: [{ from: "heard", to: "note" }] });
    const deployed = await flows.deploy({ orgId, source, deployedBy: "Ada" });
    if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
  }

  const put = (type: string, key: string = randomUUID()) => events.emit({ orgId, type, source: "/test", data: { n: 1 }, key });
  const round = () => rounds.inRound(async (inside) => void (await deliverEvents(inside, start)));

  async function runs(): Promise<{ id: string; trigger_key: string }[]> {
    const { rows } = await pool.query<{ id: string; trigger_key: string }>(
      "select id, trigger_key from run order by trigger_key",
    );
    return rows;
  }

  it("starts one run per matching flow, with the event as its input", async () => {
    await listen(["order.*"]);
    await listen(["order.shipped"], "another");
    await listen(["invoice.*"], "deaf");
    const { id, time } = await put("order.shipped");
    await round();
    expect((await runs()).map((run) => run.trigger_key)).toEqual([`event:heard:${id}`, `event:heard:${id}`]);
    const { rows } = await pool.query("select data -> 'input' as input from run_event where type = 'run.started' limit 1");
    expect(rows[0].input).toEqual({ id, source: "/test", type: "order.shipped", time, data: { n: 1 } });
    const [event] = await events.list(orgId, { limit: 10 });
    expect(event).toMatchObject({
      isDelivered: true,
      deliveries: [{ flowId: "another" }, { flowId: "listener", outcome: "started" }],
    });
    await round();
    expect(await runs()).toHaveLength(2);
  });

  it("stops listening with the version that listened", async () => {
    await listen(["order.*"]);
    await listen(["invoice.*"]);
    await put("order.shipped");
    await round();
    expect(await runs()).toEqual([]);
  });

  it("keeps one event per key, also when it is emitted by many at once", async () => {
    const emitted = await Promise.all(Array.from({ length: 10 }, () => put("order.shipped", "same")));
    expect(new Set(emitted.map(({ id }) => id)).size).toBe(1);
    expect(emitted.filter(({ created }) => created)).toHaveLength(1);
    expect(await events.list(orgId, { limit: 10 })).toHaveLength(1);
  });

  it("calls those who deliver when an event is put on it", async () => {
    let calls = 0;
    const listener = await startEventListener({ url, onBus: () => (calls += 1) });
    await put("order.paid");
    await put("order.shipped");
    while (calls < 2) await new Promise((resolve) => setImmediate(resolve));
    await listener.close();
    expect(calls).toBe(2);
  });

  it("delivers once when many processes make rounds at once", async () => {
    await listen(["*"]);
    await Promise.all(Array.from({ length: 30 }, () => put("tick")));
    await Promise.all(
      Array.from({ length: 6 }, () =>
        createEventStore(pool).inRound(async (inside) => void (await deliverEvents(inside, start))),
      ),
    );
    await round();
    const keys = (await runs()).map((run) => run.trigger_key);
    expect(keys).toHaveLength(30);
    expect(new Set(keys).size).toBe(30);
  });

  it("neither loses nor repeats a delivery when the process dies after starting the runs", async () => {
    await listen(["*"]);
    await put("tick");
    const dying: StartEventRun = async (request) => {
      const result = await start(request);
      await pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()",
      );
      return result;
    };
    await expect(rounds.inRound(async (inside) => void (await deliverEvents(inside, dying)))).rejects.toThrow();
    const before = await runs();
    expect(before).toHaveLength(1);
    expect(await events.list(orgId, { limit: 1 })).toMatchObject([{ isDelivered: false, deliveries: [] }]);
    await round();
    expect(await runs()).toEqual(before);
    expect(await events.list(orgId, { limit: 1 })).toMatchObject([{ isDelivered: true, deliveries: [{ runId: before[0]!.id }] }]);
  });

  it("does not step over an event that is committed after later ones were delivered", async () => {
    await listen(["*"]);
    const slow = await pool.connect();
    await slow.query("begin");
    await slow.query(
      `insert into bus_event (id, org_id, type, source, time, data, event_key, hops, deliver_at)
       values ('00000000-0000-7000-8000-000000000000', $1, 'late', '/test', now(), 'null', 'late', 0, now())`,
      [orgId],
    );
    await put("early");
    await round();
    expect(await runs()).toHaveLength(1);
    await slow.query("commit");
    slow.release();
    await round();
    expect((await events.list(orgId, { limit: 5 })).map(({ isDelivered }) => isDelivered)).toEqual([true, true]);
    expect(await runs()).toHaveLength(2);
  });

  it("hands on the step that emitted an event, the run where its key names no step, and nobody for one from outside", async () => {
    await listen(["order.*"]);
    await put("order.shipped");
    await round();
    const runId = (await runs())[0]!.id;
    const about = { type: "order.thanked", source: "/flows/listener", data: null };
    await emitFromRun(runId, { ...about, key: `step:${runId}:thank#2` });
    await emitFromRun(runId, { ...about, key: "key:order.thanked:7" });
    await round();
    const { rows } = await pool.query<{ caller: string | null }>(
      "select data ->> 'traceparent' as caller from run_event where type = 'run.started' order by run_id",
    );
    const callers = new Set(rows.map(({ caller }) => caller));
    expect(callers).toEqual(new Set([null, traceparentOfCall(`${runId}:thank#2`), traceparent(spanOfRun(runId))]));
  });

  it("counts the runs that led to an event, and starts no more after sixteen", async () => {
    await listen(["echo"]);
    await put("echo");
    for (let hop = 0; hop < 20; hop++) {
      const known = new Set((await runs()).map(({ id }) => id));
      await round();
      // As the flow's own step would do: the run that was just started answers with the event that started it.
      for (const { id } of await runs())
        if (!known.has(id)) await emitFromRun(id, { type: "echo", source: "/flows/listener", data: null, key: `step:${id}` });
    }
    expect(await runs()).toHaveLength(16);
    const [last] = await events.list(orgId, { limit: 1 });
    expect(last).toMatchObject({ hops: 16, deliveries: [{ outcome: "stopped" }] });
  });

  it("counts them also through the runs of sub-flows, waited for or not", async () => {
    await listen(["echo"]);
    await put("echo");
    await round();
    const [first] = await runs();
    const called = await start({ orgId, flowId: "listener", input: {}, triggerKey: `run:${first!.id}:call#1` });
    if (!called.ok) throw new Error(JSON.stringify(called));
    const deeper = await start({ orgId, flowId: "listener", input: {}, triggerKey: `run:${called.runId}:again#2` });
    if (!deeper.ok) throw new Error(JSON.stringify(deeper));
    await emitFromRun(deeper.runId, { type: "echo", source: "/flows/deeper", data: null, key: "step:deeper" });
    const [last] = await events.list(orgId, { limit: 1 });
    expect(last).toMatchObject({ source: "/flows/deeper", hops: 1 });
  });

  it("shows a step's event once however often the step is tried, and nothing to another organization", async () => {
    await listen(["order.*"]);
    await put("order.shipped");
    await round();
    const [run] = await runs();
    const event = { type: "order.thanked", source: "/flows/listener", data: null, key: "step:x" };
    const first = await emitFromRun(run!.id, event);
    expect(first.created).toBe(true);
    expect(await emitFromRun(run!.id, event)).toEqual({ ...first, created: false });
    expect(await events.list(orgId, { type: "order.thanked", limit: 5 })).toMatchObject([{ id: first.id, hops: 1 }]);
    expect(await events.list(randomUUID(), { limit: 5 })).toEqual([]);
    await expect(emitFromRun(randomUUID(), event)).rejects.toThrow(/no run/);
  });

  it("is not ended over a round that takes long, as long as its process is there", async () => {
    let isAlive: boolean | undefined;
    await inExclusiveRound(pool, "long work", async (client) => {
      const { rows } = await client.query<{ pid: number; said: string }>(
        "select pg_backend_pid() as pid, state_change::text as said from pg_stat_activity where pid = pg_backend_pid()",
      );
      const [{ pid, said }] = rows as [{ pid: number; said: string }];
      // The round itself says nothing: either its process does, or the server ends it.
      while (isAlive === undefined) {
        const now = await pool.query<{ said: string; query: string }>(
          "select state_change::text as said, query from pg_stat_activity where pid = $1",
          [pid],
        );
        if (now.rows.length === 0) isAlive = false;
        else if (now.rows[0]!.said !== said && now.rows[0]!.query.includes("still at work")) isAlive = true;
      }
    }).catch(() => {});
    expect(isAlive).toBe(true);
  });

  it("goes on without a process that froze in the middle of a round", async () => {
    await listen(["*"]);
    await put("tick");
    let thaw = (): void => {};
    const { promise: begun, resolve: begin } = Promise.withResolvers<undefined>();
    // The timers of a process that is frozen stand still, too: it says nothing.
    vi.useFakeTimers({ toFake: ["setInterval"] });
    const frozen = rounds.inRound(() => {
      begin(undefined);
      return new Promise<void>((resolve) => (thaw = resolve));
    });
    await begun;
    vi.useRealTimers();
    while ((await runs()).length === 0) await round();
    thaw();
    await expect(frozen).rejects.toThrow();
  });
});
