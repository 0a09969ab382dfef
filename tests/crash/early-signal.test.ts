import { expect, it } from "vitest";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { createMemoryDatabase } from "#engine/memory/memory-database.ts";
import { createMemoryFlowVersions } from "#engine/memory/memory-flow-versions.ts";
import { createMemoryRunStore } from "#engine/memory/memory-run-store.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { createNodeExecutors } from "#engine/nodes/executors.ts";
import type { IncomingAnswer, OutgoingRequest, Send } from "#engine/nodes/sender.ts";
import { createDriver } from "#engine/runtime/driver.ts";
import { timelessClock } from "../support/timeless-clock.ts";

const post = (id: string, body: string) => ({
  id,
  kind: "http",
  config: { method: "POST", url: `https://sink.test/${id}`, body },
});

const flow: FlowDocument = {
  omnilink: 1,
  id: "early",
  name: "A signal that comes before its wait",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    post("a", "a"),
    { id: "go", kind: "wait", config: { signal: "go" } },
    post("b", "=$string($millis())"),
  ],
  edges: [
    { from: "start", to: "a" },
    { from: "a", to: "go" },
    { from: "go", to: "b" },
  ],
};

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const answered: IncomingAnswer = { status: 200, headers: {}, body: "" };

/** Two processes in turn on one memory store; the first dies while it calls `b`. */
it("sends the same bytes again after a crash, also when a signal came before the run waited for it", async () => {
  const plan = compileFlow(flow, nodeDefinitions).plan!;
  const flows = createMemoryFlowVersions();
  flows.add({ document: flow, plan, flowVersionId: "early@1", number: 1 });
  const database = createMemoryDatabase();
  let passedMs = 0;
  const processOf = (poolId: string, send: Send) => {
    const clock = { nowMs: () => Date.UTC(2026, 0, 1) + passedMs };
    const store = createMemoryRunStore({ clock, flowIdOf: flows.flowIdOf, database, poolId, onHint: () => {} });
    const driver = createDriver({
      store,
      flows,
      executors: createNodeExecutors({ send, sendMail: () => Promise.reject(new Error("No mail is sent here.")) }),
      connections: { resolve: () => Promise.reject(new Error("There are none.")) },
      clock: { ...timelessClock, monotonicMs: () => passedMs },
      onTrouble: (_runId, error) => expect.fail(String(error)),
    });
    return { store, driver };
  };
  const bodies: unknown[] = [];
  const first = processOf("first", async ({ nodeId, body }: OutgoingRequest) => {
    if (nodeId === "b") {
      bodies.push(body);
      return new Promise(() => {});
    }
    await first.store.post({ runId: "run", dedupeKey: "go", body: { type: "signal", name: "go", payload: null } });
    first.driver.poke("run");
    return answered;
  });
  const started = { flow: "early", version: 1, contentHash: plan.contentHash, trigger: "start", input: null, seed: 1 };
  await first.store.createRuns([{ runId: "run", orgId: "org", flowVersionId: "early@1", started }]);
  void first.driver.drive("run");
  while (bodies.length === 0) await settle();

  passedMs = 1_000;
  await first.store.abandon("run", "it is gone");
  const second = processOf("second", async ({ body }) => {
    bodies.push(body);
    return answered;
  });
  await second.driver.drive("run");
  expect(bodies).toHaveLength(2);
  expect(bodies[1]).toBe(bodies[0]);
});
