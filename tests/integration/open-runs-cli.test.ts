import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";
import { runOmnilink } from "#tests/support/run-omnilink.ts";

const flow = (title: string, output = "input"): string => `omnilink: 1
id: shop
name: Shop
nodes:
  - { id: start, kind: trigger.manual }
  - { id: ask, kind: approval, config: { title: "${title}", approvers: { roles: [executive] } } }
  - { id: done, kind: map, config: { expression: "${output}" } }
edges:
  - { from: start, to: ask }
  - { from: ask, port: approved, to: done }
`;

describe("--open-runs", () => {
  let live: LiveEngine;
  const folder = mkdtempSync(join(tmpdir(), "omnilink-open-runs-"));
  const file = join(folder, "flow.yaml");
  const deploy = (text: string, ...args: readonly string[]) => {
    writeFileSync(file, text);
    return runOmnilink(["deploy", file, ...args], { DATABASE_URL: live.databaseUrl });
  };

  beforeAll(async () => {
    live = await startLiveEngine();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await live.stop();
  });

  it("keeps open runs unless told, and asks before anything is deployed; then it moves them, and cancels what is left", async () => {
    await live.deploy(flow("Go?"));
    const runId = await live.start("shop");
    await live.reached(runId, "waiting");
    const kept = await deploy(flow("Go?", "input.id"));
    expect(kept).toMatchObject({ code: 0, stderr: expect.stringContaining("1 run stays on version 1 until it ends.") });
    const asked = await deploy(flow("Really?", "input.id"), "--open-runs", "move");
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining("nothing went live") });
    expect(asked.stderr).toContain("1 of 1 run on other versions can move to version 3.");
    expect(asked.stderr).toContain("begins again: ask");
    expect(await live.engine.flows.get(live.orgId, "shop")).toMatchObject({ version: 2 });
    const moved = await deploy(flow("Really?", "input.id"), "--open-runs", "move", "--yes", "--json");
    expect(JSON.parse(moved.stdout)).toMatchObject({ version: 3, openRuns: { moved: [runId], left: [] } });
    const trace = await runOmnilink(["trace", runId], { DATABASE_URL: live.databaseUrl });
    expect(trace.stdout + trace.stderr).toContain("goes on with version 3 instead of 1");
    await live.reached(runId, "waiting");
    const canceled = await deploy(flow("Go?", "input.number"), "--open-runs", "cancel", "--yes", "--json");
    expect(JSON.parse(canceled.stdout)).toMatchObject({ version: 4, openRuns: { canceled: [runId], refused: [] } });
    expect(await live.reached(runId)).toBe("canceled");
    const none = await deploy(flow("Go?", "input.number"), "--open-runs", "move");
    expect(none).toMatchObject({ code: 0, stderr: expect.stringContaining("No run is open on another version.") });
  }, 180_000);

  it("asks before a promotion too, and leaves the runs of other environments alone", async () => {
    const { engine, orgId } = live;
    const text = (title: string): string => flow(title).replace("id: shop", "id: shelf");
    const startIn = async (environment: string): Promise<string> => {
      const started = await engine.runs.start({ orgId, flowId: "shelf", input: {}, environment });
      if (!started.ok) throw new Error(JSON.stringify(started.problems));
      await live.reached(started.runId, "waiting");
      return started.runId;
    };
    await live.deploy(text("Go?"));
    await deploy(text("Go?"), "--env", "test");
    const [inProd, inTest] = [await startIn("prod"), await startIn("test")];
    await deploy(text("Really?"), "--env", "test");
    const promote = (...args: readonly string[]) =>
      runOmnilink(["promote", "shelf", "--from", "test", "--to", "prod", "--open-runs", "move", ...args], {
        DATABASE_URL: live.databaseUrl,
      });
    const planned = await promote("--dry-run");
    expect(planned).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("1 of 1 run on other versions can move to version 2."),
    });
    expect(await promote()).toMatchObject({ code: 2, stderr: expect.stringContaining("nothing went live") });
    expect(await engine.flows.get(orgId, "shelf")).toMatchObject({ version: 1 });
    const done = await promote("--yes", "--json");
    expect(JSON.parse(done.stdout)).toMatchObject({ version: 2, openRuns: { moved: [inProd], left: [] } });
    expect(await engine.runs.get(orgId, inTest)).toMatchObject({ version: 1, status: "waiting" });
  }, 180_000);

  it("says what becomes of the runs of each flow that is applied", async () => {
    await live.deploy(flow("Go?").replace("id: shop", "id: applied"));
    const runId = await live.start("applied");
    await live.reached(runId, "waiting");
    const root = mkdtempSync(join(tmpdir(), "omnilink-open-runs-"));
    mkdirSync(join(root, "applied"));
    writeFileSync(join(root, "applied", "flow.yaml"), flow("Go?", "input.id").replace("id: shop", "id: applied"));
    const apply = (...args: readonly string[]) =>
      runOmnilink(["apply", root, "--force", ...args], { DATABASE_URL: live.databaseUrl });
    const asked = await apply("--open-runs", "cancel");
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining(`${runId}  version 1, waiting`) });
    const done = await apply("--open-runs", "cancel", "--yes", "--json");
    expect(JSON.parse(done.stdout)).toMatchObject({
      applied: [{ flowId: "applied", version: 2, openRuns: { canceled: [runId] } }],
    });
    expect(await live.reached(runId)).toBe("canceled");
    rmSync(root, { recursive: true });
  }, 180_000);
});
