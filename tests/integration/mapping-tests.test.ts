import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runMappingTests } from "#engine/core/mapping/test-cases/run-mapping-tests.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";

let live: LiveEngine;
beforeAll(async () => {
  live = await startLiveEngine();
});
afterAll(() => live.stop());

const expressions = {
  greet: '{ "mail": input.customer.email, "lines": [input.lines.{ "sku": sku }], "at": $now() }',
  each: '{ "sku": item.sku, "n": index, "of": input.id }',
};

const flow = `omnilink: 1
id: recorded
name: Recorded
input: { $ref: "#/schemas/Order" }
schemas:
  Order:
    type: object
    properties: { customer: { type: object, properties: { email: { type: string, x-sensitive: true } } } }
nodes:
  - { id: start, kind: trigger.manual }
  - { id: greet, kind: map, config: { expression: '${expressions.greet}', target: { schema: { required: [ticket] }, onMismatch: warn } } }
  - { id: lines, kind: forEach, config: { items: input.lines } }
  - { id: each, kind: map, parent: lines, config: { expression: '${expressions.each}' } }
edges:
  - { from: start, to: greet }
  - { from: greet, to: lines }
`;
const order = {
  id: "A-1",
  customer: { email: "ada@secret.example", name: "Ada" },
  lines: [{ sku: "tea", price: 2 }, { sku: "cup" }],
};

describe("a test made of a run", () => {
  let runId: string;
  beforeAll(async () => {
    await live.deploy(flow);
    runId = await live.start("recorded", order);
    expect(await live.reached(runId)).toBe("completed");
  });
  const made = (nodeId: string, visit?: number) =>
    live.engine.runs.testOfStep({ orgId: live.orgId, runId, nodeId, ...(visit === undefined ? {} : { visit }) });

  it("holds what the step read, nothing that is sensitive, and passes", async () => {
    const result = await made("greet");
    if (!result?.ok) throw new Error("expected a test");
    const { test } = result;
    expect(test.given).toEqual({ input: { customer: { email: "person@example.com" }, lines: [{ sku: "tea" }, { sku: "cup" }] } });
    expect(test.expected).toMatchObject({ mail: "person@example.com", at: test.now });
    expect(await runMappingTests({ expression: expressions.greet, tests: [test] })).toMatchObject({ passed: true });
  });

  it("knows the item of a for-each", async () => {
    expect(await made("each", 2)).toMatchObject({
      ok: true,
      test: { given: { item: { sku: "cup" }, index: 1, input: { id: "A-1" } }, expected: { sku: "cup", n: 1, of: "A-1" } },
    });
  });

  it("says why there is none", async () => {
    expect(await made("lines")).toMatchObject({ ok: false, reason: expect.stringContaining("not a mapping") as string });
    expect(await made("each", 9)).toMatchObject({ ok: false, reason: expect.stringContaining("has not come to") as string });
    expect(await live.engine.runs.testOfStep({ orgId: randomUUID(), runId, nodeId: "greet" })).toBeUndefined();
  });

  it("leaves what only warned in the history, which replays as it was", async () => {
    const events = await live.engine.runs.events(live.orgId, runId, 0);
    const completed = events.find((event) => event.type === "step.completed" && event.nodeId === "greet");
    expect(completed?.data).toMatchObject({ warnings: [{ side: "target", path: "" }] });
    expect(await live.engine.runs.replay(live.orgId, runId)).toMatchObject({ ok: true });
  });
});
