import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runOmnilink } from "#tests/support/run-omnilink.ts";

const FLOW = `omnilink: 1
id: line
name: Line
limits: { concurrency: { max: 1 } }
nodes: [{ id: start, kind: trigger.manual }]
edges: []
`;

describe("omnilink limits --simulate", () => {
  const folder = mkdtempSync(join(tmpdir(), "omnilink-limits-"));
  writeFileSync(join(folder, "flow.yaml"), FLOW);
  afterAll(() => rmSync(folder, { recursive: true }));
  const simulated = (events: readonly object[], ...more: string[]) =>
    runOmnilink(["limits", folder, "--simulate", JSON.stringify(events), ...more], {});

  it("shows what a version that goes live in between does to those in line", { timeout: 60_000 }, async () => {
    const arrivals = [0, 1, 2].map((atMs) => ({ atMs, durationMs: 100 }));
    const version = { atMs: 50, limits: { concurrency: { max: 3 } } };
    const { stdout } = await simulated([...arrivals, version, { atMs: 60, durationMs: 10 }], "--json");
    const { runs } = JSON.parse(stdout) as { runs: { startedMs: number }[] };
    expect(runs.map(({ startedMs }) => startedMs)).toEqual([0, 50, 50, 100]);
    const table = (await simulated([...arrivals, version])).stdout;
    expect(table).toContain("3 starts: 3 runs, 0 refused; the longest wait was 49 ms");
  });

  it.each([
    ["limits that are none", { atMs: 0, limits: { concurrency: { max: 0 } } }],
    ["an arrival that ends before it begins", { atMs: 0, durationMs: -1 }],
  ])("says where it cannot use %s", { timeout: 60_000 }, async (_, event) => {
    const { code, stderr } = await simulated([{ atMs: 0, durationMs: 1 }, event]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/The arrivals cannot be used: look at 1\S*\.\n.*→ Write them as/s);
  });
});
