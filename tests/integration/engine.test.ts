import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonValue } from "#engine/core/json.ts";
import { redrivePoint } from "#engine/core/machine/redrive-preview.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import type { RunStatus } from "#engine/core/machine/run-status.ts";
import { startWorker, type Worker } from "#engine/host/start-worker.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import { createNodeExecutors } from "#engine/nodes/executors.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { createPostgresRunStore } from "#engine/postgres/postgres-run-store.ts";
import type { MessageBody, RunStore } from "#engine/runtime/ports.ts";
import { createTestDatabase } from "#tests/support/test-database.ts";

/** The semantics that tests/semantics shows in memory, on Postgres and through a worker. */
const refusing = new Set<string>();
const called: string[] = [];
let engine: Engine;
let worker: Worker;
let store: RunStore;
let pool: ReturnType<typeof createPool>;

beforeAll(async () => {
  const { url } = await createTestDatabase();
  engine = await openEngine({ databaseUrl: url });
  pool = createPool({ url, max: 8 });
  store = createPostgresRunStore({ pool, poolId: randomUUID() });
  const outside = {
    executorsWith: () =>
      createNodeExecutors({
        send: async ({ nodeId = "" }) => {
          called.push(nodeId);
          return { status: refusing.has(nodeId) ? 400 : 200, headers: { "content-type": "application/json" }, body: "{}" };
        },
        sendMail: () => Promise.reject(new Error("No mail is sent here.")),
      }),
    connections: { resolve: () => Promise.reject(new Error("There are no connections.")) },
    send: () => Promise.reject(new Error("Nothing is sent here.")),
    sendMail: () => Promise.reject(new Error("No mail is sent here.")),
    close: async () => {},
  };
  worker = await startWorker({ databaseUrl: url, outside, silenceMs: 60_000, log: () => {}, onEnd: () => {} });
});

afterAll(async () => {
  await worker.stop(1_000);
  await engine.close();
  await pool.end();
});

const call = (id: string, parent = ""): string =>
  `  - { id: ${id}, kind: http, config: { method: POST, url: "https://example.com/${id}" }${parent && `, parent: ${parent}`} }`;

async function deploy(id: string, body: string): Promise<void> {
  const source = `omnilink: 1\nid: ${id}\nname: ${id}\nnodes:\n  - { id: start, kind: trigger.manual }\n${body}`;
  const deployed = await engine.flows.deploy({ orgId: engine.orgId, source, deployedBy: "test" });
  if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
}

async function start(flowId: string, input: JsonValue = null): Promise<string> {
  called.length = 0;
  const started = await engine.runs.start({ orgId: engine.orgId, flowId, input });
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  return started.runId;
}

/** The events of the run once it has come to this status. */
async function until(runId: string, status: RunStatus): Promise<readonly RunEvent[]> {
  for (;;) {
    const { rows } = await pool.query<{ status: string }>(
      "select status, pg_sleep(0.01) from run where id = $1 and owner is null",
      [runId],
    );
    if (rows[0]?.status === status) return engine.runs.events(engine.orgId, runId, 0);
  }
}

const post = (runId: string, body: MessageBody) => store.post({ runId, dedupeKey: randomUUID(), body });
const by = "Ada";

describe("the engine on Postgres", () => {
  it("goes through the items of a for-each and reads them from the log", async () => {
    await deploy(
      "each",
      `
  - { id: each, kind: forEach, config: { items: input, concurrency: 3 } }
  - { id: twice, kind: map, parent: each, config: { expression: item * 2 } }
${call("tell", "each")}
  - { id: show, kind: map, parent: each, config: { expression: steps.twice } }
edges:
  - { from: start, to: each }
  - { from: twice, to: tell }
  - { from: tell, to: show }`,
    );
    const items = Array.from({ length: 600 }, (_, index) => index);
    const events = await until(await start("each", items), "completed");
    expect(events.at(-1)).toMatchObject({ type: "run.completed", data: { output: items.map((item) => item * 2) } });
    expect(called).toHaveLength(600);
  });

  it("waits for the run of a sub-flow, and undoes it when it fails itself", async () => {
    await deploy(
      "child",
      `
${call("work")}
${call("undoWork")}
edges:
  - { from: start, to: work }
  - { from: work, to: undoWork, kind: compensation }`,
    );
    await deploy(
      "parent",
      `
  - { id: sub, kind: subFlow, config: { flow: child } }
${call("end")}
edges:
  - { from: start, to: sub }
  - { from: sub, to: end }`,
    );
    refusing.add("end");
    await until(await start("parent"), "compensated");
    refusing.delete("end");
    expect(called).toEqual(["work", "end", "undoWork"]);
  });

  it("tells a parent whose child's process died before it could", async () => {
    const runId = await start("parent");
    await until(runId, "completed");
    await pool.query("update run set ended_at = ended_at - interval '1 hour' where id in (select child_id from child_run)");
    await pool.query("update child_run set told_seq = 0 where parent_id = $1", [runId]);
    for (let told = 0; told === 0;) {
      await store.sweep();
      told = (await pool.query("select 1 from child_run where parent_id = $1 and told_seq > 0", [runId])).rows.length;
    }
  });

  it("keeps a paused run without timers, and resumes it", async () => {
    await deploy(
      "nap",
      `
  - { id: nap, kind: wait, config: { duration: PT1H } }
  - { id: paid, kind: wait, config: { signal: paid } }
edges:
  - { from: start, to: paid }
  - { from: paid, to: nap }`,
    );
    const runId = await start("nap");
    await until(runId, "waiting");
    await post(runId, { type: "signal", name: "paid", payload: 1 });
    for (let timers = 0; timers === 0;) {
      const { rows } = await pool.query("select 1, pg_sleep(0.01) from timer where run_id = $1", [runId]);
      timers = rows.length;
    }
    await post(runId, { type: "pause", by });
    await until(runId, "paused");
    expect((await pool.query("select 1 from timer where run_id = $1", [runId])).rows).toEqual([]);
    await post(runId, { type: "resume", by });
    await until(runId, "waiting");
    expect((await pool.query("select 1 from timer where run_id = $1", [runId])).rows).toHaveLength(1);
    await post(runId, { type: "cancel", by, compensate: true });
    await until(runId, "canceled");
  });

  it("tries a failed run again from the step that failed, and closes its incident", async () => {
    await deploy(
      "chain",
      `
${call("a")}
${call("b")}
edges:
  - { from: start, to: a }
  - { from: a, to: b }`,
    );
    refusing.add("b");
    const runId = await start("chain");
    const events = await until(runId, "failed");
    expect((await engine.incidents.list(engine.orgId, { status: "open", runId, limit: 10 })).incidents).toMatchObject([
      { kind: "failed", nodeId: "b" },
    ]);
    refusing.delete("b");
    const toSeq = redrivePoint(events, { from: "failure" })!;
    await store.reopen({ runId, dedupeKey: randomUUID(), body: { type: "rewind", toSeq, edits: {}, by } });
    await until(runId, "completed");
    expect(called).toEqual(["a", "b", "b"]);
    expect((await engine.incidents.list(engine.orgId, { status: "open", runId, limit: 10 })).incidents).toEqual([]);
  });
});
