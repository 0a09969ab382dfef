import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spanOfCall, spanOfRun } from "#engine/core/trace/trace-ids.ts";
import type { Span } from "#engine/core/trace/span.ts";
import { compileVersion } from "#engine/host/compile-version.ts";
import { createFlowVersions } from "#engine/postgres/flow-versions.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { beginTraceExport, exportTraces } from "#engine/postgres/trace-export.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";

let live: LiveEngine;
let pool: ReturnType<typeof createPool>;
beforeAll(async () => {
  live = await startLiveEngine();
  pool = createPool({ url: live.databaseUrl });
  await beginTraceExport(pool);
});
afterAll(async () => {
  await pool.end();
  await live.stop();
});

const asks = (after: string): string => `omnilink: 1
id: asks
name: Asks
nodes:
  - { id: start, kind: trigger.manual }
  - { id: go, kind: wait, config: { signal: go } }
  - { id: each, kind: forEach, config: { items: "[1, 2]" } }
  - { id: tell, kind: subFlow, parent: each, config: { flow: told, input: "=item", wait: false } }
  - { id: done, kind: map, config: { expression: '${after}' } }
edges:
  - { from: start, to: go }
  - { from: go, to: each }
  - { from: each, to: done }
`;

const told = `omnilink: 1
id: told
name: Told
nodes:
  - { id: start, kind: trigger.manual }
  - { id: note, kind: map, config: { expression: input } }
edges:
  - { from: start, to: note }
`;

/** All that is to be sent now. */
async function exported(send?: () => Promise<void>): Promise<readonly Span[]> {
  const spans: Span[] = [];
  const onUnreadable = (runId: string, error: unknown): void => {
    throw new Error(`Run ${runId} has no trace.`, { cause: error });
  };
  const take = async (ended: readonly Span[]): Promise<void> => void spans.push(...ended);
  const versions = createFlowVersions(pool, compileVersion);
  while ((await exportTraces({ pool, versions, onUnreadable, settleMs: 0, send: send ?? take })) > 0);
  return spans;
}

describe("the traces that are sent", () => {
  it("are those of ended runs, once, also of one that was moved to another version on its way, with what led to each", async () => {
    const { runs } = live.engine;
    await live.deploy(told);
    await live.deploy(asks('"first"'));
    const runId = await live.start("asks");
    await live.reached(runId, "waiting");
    expect(await exported()).toEqual([]);
    await live.deploy(asks('"second"'));
    const order = { orgId: live.orgId, flowId: "asks", limit: 10, by: "Ada", reason: "mended" };
    expect(await runs.moveOpenRuns(order)).toMatchObject({ moved: [runId] });
    await runs.signal({ orgId: live.orgId, runId, name: "go", payload: null });
    await live.reached(runId);
    const { runs: children } = await runs.list(live.orgId, { flowId: "told", limit: 10 });
    for (const child of children) await live.reached(child.runId);
    await expect(exported(() => Promise.reject(new Error("The collector is away.")))).rejects.toThrow("away");
    const spans = await exported();
    const [root] = spans.filter(({ spanId }) => spanId === spanOfRun(runId).spanId);
    expect(root?.events.map(({ name }) => name)).toEqual(["run.moved", "signal.received"]);
    const each = spans.find(({ attributes }) => attributes["omnilink.node.id"] === "each")!;
    const tells = spans.filter(({ attributes }) => attributes["omnilink.node.id"] === "tell");
    // They run side by side: whichever ends first is told first.
    const items = tells.map(({ parentSpanId, attributes }) => [parentSpanId, Number(attributes["omnilink.item"])] as const);
    expect(items.toSorted(([, one], [, other]) => one - other)).toEqual([
      [each.spanId, 0],
      [each.spanId, 1],
    ]);
    const childRoots = spans.filter(({ name, parentSpanId }) => name === "told" && parentSpanId === undefined);
    const callers = childRoots.flatMap(({ links }) => links.map(({ relation, spanId }) => `${relation} ${spanId}`));
    expect(callers.toSorted()).toEqual([1, 2].map((n) => `caller ${spanOfCall(`${runId}:tell#${n}`).spanId}`).toSorted());
    expect(await exported()).toEqual([]);
  });
});
