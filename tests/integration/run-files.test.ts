import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunFile } from "#engine/core/run-file/run-file.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";
import { replayFile } from "#tests/support/run-file-world.ts";
import { runOmnilink } from "#tests/support/run-omnilink.ts";

let live: LiveEngine;
let folder: string;
beforeAll(async () => {
  live = await startLiveEngine();
  folder = mkdtempSync(join(tmpdir(), "omnilink-run-files-"));
});
afterAll(async () => {
  await live.stop();
  rmSync(folder, { recursive: true, force: true });
});

const outer = `omnilink: 1
id: outer
name: Outer
nodes:
  - { id: start, kind: trigger.manual }
  - { id: each, kind: forEach, name: Each line, config: { items: input.lines } }
  - { id: price, kind: map, parent: each, config: { expression: item.qty * 2 } }
  - { id: go, kind: wait, parent: each, config: { signal: "='go' & item.qty" } }
  - { id: tell, kind: subFlow, config: { flow: inner, input: "=input" } }
  - { id: size, kind: branch, config: { cases: [{ port: large, when: "$length(input.password) > 12" }] } }
edges:
  - { from: start, to: each }
  - { from: price, to: go }
  - { from: each, to: tell }
  - { from: tell, to: size }
`;
const inner = `omnilink: 1
id: inner
name: Inner
nodes:
  - { id: start, kind: trigger.manual }
  - { id: note, kind: map, config: { expression: input.lines } }
edges:
  - { from: start, to: note }
`;
const input = { password: "Wanderfalke-7", lines: [{ qty: 1 }, { qty: 2 }] };

async function signal(runId: string, name: string): Promise<void> {
  await live.engine.runs.signal({ orgId: live.orgId, runId, name, payload: "Wanderfalke-7" });
}

const exported = async (runId: string): Promise<RunFile> => (await live.engine.runs.exportFile({ orgId: live.orgId, runId }))!;

/** Without the way to any database: as on another machine. */
const elsewhere = (...args: readonly string[]) =>
  runOmnilink(args, { DATABASE_URL: "postgresql://nobody@127.0.0.1:1/nothing", OMNILINK_DATA_DIR: join(folder, "none") });
const here = (...args: readonly string[]) => runOmnilink(args, { DATABASE_URL: live.databaseUrl });

describe("a run as a file", () => {
  let runId: string;
  beforeAll(async () => {
    await live.deploy(inner);
    await live.deploy(outer);
    runId = await live.start("outer", input);
    await live.reached(runId, "waiting");
    await signal(runId, "go1");
    await signal(runId, "go2");
    await live.reached(runId);
  });

  it("stands alone: what is stored of the run, its flow and the flows it started, without what is secret", async () => {
    const file = await exported(runId);
    expect(file.events.map(({ type }) => type)).toEqual((await live.events(runId)).map(({ type }) => type));
    expect(file).toMatchObject({
      format: "omnilink.run/1",
      run: { runId, flowId: "outer", status: "completed", startedBy: "test" },
    });
    expect([...file.versions, ...file.subFlows].map(({ flowId }) => flowId)).toEqual(["outer", "inner"]);
    expect(JSON.stringify(file)).not.toContain("Wanderfalke");
    expect(await replayFile(file)).toMatchObject({ ok: true, unchecked: [{ nodeId: "size" }] });
  });

  it("is nothing for another organization", async () => {
    const orgId = "00000000-0000-4000-8000-000000000000";
    expect(await live.engine.runs.exportFile({ orgId, runId })).toBeUndefined();
  });

  it("of a fork brings along the items that its original had listed", async () => {
    const first = await live.start("outer", input);
    await live.reached(first, "waiting");
    const waiting = (await live.events(first)).findLast(({ type }) => type === "step.waiting")!;
    const redriven = await live.engine.runs.redrive({
      ...{ orgId: live.orgId, runId: first, from: { from: "event", seq: waiting.seq }, mode: "fork", by: "test" },
    });
    if (!redriven.ok) throw new Error(redriven.refusal.message);
    await signal(redriven.runId, "go1");
    await signal(redriven.runId, "go2");
    await live.reached(redriven.runId);
    const file = await exported(redriven.runId);
    expect(file.itemPages).toMatchObject([{ runId: first, items: input.lines }]);
    expect(await replayFile(file)).toMatchObject({ ok: true });
  });

  it("is written by one machine and replayed by another without a database", async () => {
    const out = join(folder, "run.json");
    const written = await here("runs", "export", runId, "--out", out, "--redact", "qty");
    expect([written.code, written.stderr]).toEqual([0, expect.stringContaining("masked /events/*/data/input/password")]);
    const file = JSON.parse(readFileSync(out, "utf8")) as RunFile;
    expect(file.redaction.names).toEqual(["qty"]);

    const same = await elsewhere("runs", "replay", out);
    expect(same.stderr).toContain(`replayed ${file.events.length} events, ended as completed, the same as recorded`);
    expect(same.stderr).toMatch(/event \d+: “size” depends on a value that was masked/);
    expect(same.stderr).toContain("Each line");
    expect(same.code).toBe(0);
  });

  it("names where this engine decides otherwise, and what is wrong with a file", async () => {
    const out = join(folder, "changed.json");
    const file = await exported(runId);
    const events = file.events.map((event) =>
      event.type === "step.completed" && event.nodeId === "price" ? { ...event, data: { ...event.data, output: 9 } } : event,
    );
    writeFileSync(out, JSON.stringify({ ...file, events }));
    const differs = await elsewhere("runs", "replay", out);
    expect(differs.stderr).toMatch(/event \d+, step.completed of “price”: this engine .* decides otherwise/);
    expect(differs.stderr).toMatch(/expected 9\n +got 2/);
    expect(differs.code).toBe(1);

    writeFileSync(out, JSON.stringify({ ...file, events: file.events.slice(1) }));
    const broken = await elsewhere("runs", "replay", out, "--json");
    expect(broken.code).toBe(2);
    expect(JSON.parse(broken.stdout)).toMatchObject({ problems: [{ code: "run-file/invalid", path: "/events/0/type" }, {}] });
    expect(await elsewhere("runs", "replay", join(folder, "none.json"))).toMatchObject({ code: 2 });
  });
});
