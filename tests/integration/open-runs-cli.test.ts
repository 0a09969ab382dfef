import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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

describe("omnilink deploy --open-runs", () => {
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

  it("keeps open runs unless told, moves them after a preview, and cancels what is left", async () => {
    await live.deploy(flow("Go?"));
    const runId = await live.start("shop");
    await live.reached(runId, "waiting");
    const kept = await deploy(flow("Go?", "input.id"));
    expect(kept).toMatchObject({ code: 0, stderr: expect.stringContaining("1 run stays on version 1 until it ends.") });
    const asked = await deploy(flow("Go?", "input.id"), "--open-runs", "move");
    expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining("Add --yes.") });
    expect(asked.stderr).toContain("1 run of 1 on older versions can move to version 2.");
    expect(await live.engine.runs.get(live.orgId, runId)).toMatchObject({ version: 1 });
    const moved = await deploy(flow("Really?", "input.id"), "--open-runs", "move", "--yes", "--json");
    expect(moved.stderr).toContain("begins again: ask");
    expect(JSON.parse(moved.stdout)).toMatchObject({ version: 3, openRuns: { moved: [runId], left: [] } });
    const trace = await runOmnilink(["trace", runId], { DATABASE_URL: live.databaseUrl });
    expect(trace.stdout + trace.stderr).toContain("goes on with version 3 instead of 1");
    await live.reached(runId, "waiting");
    const canceled = await deploy(flow("Go?", "input.number"), "--open-runs", "cancel", "--yes", "--json");
    expect(JSON.parse(canceled.stdout)).toMatchObject({ version: 4, openRuns: { canceled: [runId], refused: [] } });
    expect(await live.reached(runId)).toBe("canceled");
    const none = await deploy(flow("Go?", "input.number"), "--open-runs", "move");
    expect(none).toMatchObject({ code: 0, stderr: expect.stringContaining("No run is open on an older version.") });
  }, 180_000);
});
