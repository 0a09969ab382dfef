import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { createMemoryDatabase } from "#engine/memory/memory-database.ts";
import { createMemoryFlowVersions } from "#engine/memory/memory-flow-versions.ts";
import { createMemoryRunStore } from "#engine/memory/memory-run-store.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { createNodeExecutors } from "#engine/nodes/executors.ts";
import { createDriver } from "#engine/runtime/driver.ts";
import { timelessClock } from "../support/timeless-clock.ts";

const document: FlowDocument = {
  omnilink: 1,
  id: "long",
  name: "A call that takes long",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "call", kind: "http", config: { method: "POST", url: "https://example.com" } },
  ],
  edges: [{ from: "start", to: "call" }],
};

it("mail is read once, also by a process that takes the run over when none of it is unread", async () => {
  const database = createMemoryDatabase();
  const flows = createMemoryFlowVersions();
  const { plan } = compileFlow(document, nodeDefinitions);
  flows.add({ document, plan: plan!, flowVersionId: "v1", number: 1 });
  const newProcess = () => {
    const clock = { ...timelessClock, nowMs: () => 0 };
    const store = createMemoryRunStore({ clock, flowIdOf: flows.flowIdOf, database, onHint: () => {}, poolId: randomUUID() });
    const executors = createNodeExecutors({
      send: () => new Promise(() => {}),
      sendMail: () => Promise.reject(new Error("No mail is sent here.")),
    });
    const connections = { resolve: () => Promise.reject(new Error("none")) };
    const onTrouble = (_runId: string, error: unknown): void => expect(error).toBeUndefined();
    return { store, driver: createDriver({ store, flows, executors, connections, clock, onTrouble }) };
  };
  const runId = randomUUID();
  const { flowId, contentHash } = plan!;
  const started = { flow: flowId, version: 1, contentHash, trigger: "start", input: null, seed: 7 };
  const [first, second] = [newProcess(), newProcess()];
  await first.store.createRuns([{ runId, orgId: "local", flowVersionId: "v1", started }]);

  for (const [{ store, driver }, name] of [
    [first, "early"],
    [second, "late"],
  ] as const) {
    database.runs.get(runId)!.owner = undefined;
    void driver.drive(runId);
    await someTurns();
    await store.post({ runId, dedupeKey: name, body: { type: "signal", name, payload: null } });
    driver.poke(runId);
    await someTurns();
  }

  const heard = (await second.store.readEvents(runId, 0)).flatMap((event) =>
    event.type === "signal.received" ? [event.data.name] : [],
  );
  expect(heard).toEqual(["early", "late"]);
});

async function someTurns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
