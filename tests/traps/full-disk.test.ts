import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { createMemoryFlowVersions } from "#engine/memory/memory-flow-versions.ts";
import { createMemoryRunStore } from "#engine/memory/memory-run-store.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { createNodeExecutors } from "#engine/nodes/executors.ts";
import { createDriver } from "#engine/runtime/driver.ts";
import { timelessClock } from "../support/timeless-clock.ts";

const document: FlowDocument = {
  omnilink: 1,
  id: "short",
  name: "One step",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "call", kind: "http", config: { method: "POST", url: "https://example.com" } },
  ],
  edges: [{ from: "start", to: "call" }],
};

/** With a full disk every write is refused while connections, and with them the lease, live on. */
it("a run whose process can neither store nor give it up goes on when there is room again", async () => {
  const flows = createMemoryFlowVersions();
  const { plan } = compileFlow(document, nodeDefinitions);
  flows.add({ document, plan: plan!, flowVersionId: "v1", number: 1 });
  const clock = { ...timelessClock, nowMs: () => 0 };
  const hints: string[] = [];
  const memory = createMemoryRunStore({ clock, flowIdOf: flows.flowIdOf, onHint: (runId) => void hints.push(runId) });
  let refusals = 5;
  const whenThereIsRoom = <Result>(write: () => Promise<Result>): Promise<Result> =>
    refusals-- > 0 ? Promise.reject(new Error("No space left on device")) : write();
  const troubles: unknown[] = [];
  const driver = createDriver({
    store: {
      ...memory,
      checkpoint: (checkpoint) => whenThereIsRoom(() => memory.checkpoint(checkpoint)),
      abandon: (id, reason) => whenThereIsRoom(() => memory.abandon(id, reason)),
    },
    flows,
    executors: createNodeExecutors({
      send: async () => ({ status: 200, headers: {}, body: "" }),
      sendMail: () => Promise.reject(new Error("No mail is sent here.")),
    }),
    connections: { resolve: () => Promise.reject(new Error("none")) },
    clock,
    onTrouble: (_runId, error) => troubles.push(error),
  });
  const runId = randomUUID();
  const { flowId, contentHash } = plan!;
  const started = { flow: flowId, version: 1, contentHash, trigger: "start", input: null, seed: 7 };
  await memory.createRuns([{ runId, orgId: "local", flowVersionId: "v1", started }]);

  await driver.drive(runId);
  hints.length = 0;
  await memory.sweep();
  await Promise.resolve();
  expect(hints).toEqual([runId]);
  await driver.drive(runId);
  expect((await memory.readEvents(runId, 0)).at(-1)).toMatchObject({ type: "run.completed" });
  expect(troubles).toHaveLength(5);
});
