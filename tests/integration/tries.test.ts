import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setNodeField } from "#engine/core/edit/commands/set-node-field.ts";
import { setSample } from "#engine/core/edit/commands/set-sample.ts";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { openOutside } from "#engine/host/outside.ts";
import { offerOutside } from "#engine/host/process-outside.ts";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import { writeFlow } from "#engine/core/flow/write-flow.ts";
import type { TryMessage, TryRequest } from "#engine/runtime/tries.ts";
import { startLiveEngine, type LiveEngine } from "#tests/support/live-engine.ts";

const ORDER = { id: "T-1", customer: "Ana", lines: [{ sku: "PEN", price: 2, qty: 3 }] };
const SAMPLES = { charge: { chargeId: "from the sample" }, ship: { shipmentId: "from the sample" } };

let live: LiveEngine;
let draft: FlowDraft;

beforeAll(async () => {
  live = await startLiveEngine();
  offerOutside(() => openOutside({ demoUrl: live.demoUrl }));
  const { document } = readFlow(await readFile(resolve("flows/orderApproval/flow.yaml"), "utf8"));
  draft = { document: document!, layout: { positions: {} }, samples: SAMPLES };
});

afterAll(() => live.stop());

async function tryDraft(wish: Partial<TryRequest>) {
  const { orgId, engine } = live;
  const { document, samples } = draft;
  const request: TryRequest = { orgId, by: "Ana", document, samples, scope: { type: "flow" }, input: ORDER, ...wish };
  const messages: TryMessage[] = [];
  for await (const message of engine.tries.run(request, new AbortController().signal)) messages.push(message);
  const last = messages.at(-1);
  if (last?.type !== "done") throw new Error(JSON.stringify(last));
  return last.result;
}

/** Pins the samples in the saved draft, changes something else as well, and makes it live. */
async function publishWithSamples(): Promise<void> {
  const { orgId, engine } = live;
  const at = { orgId, flowId: "orderApproval", by: { userId: randomUUID(), name: "Ana" } };
  const opened = await engine.drafts.open(orgId, at.flowId);
  const pinned = Object.entries(SAMPLES).map(([nodeId, value]) => setSample(opened!.draft, nodeId, value));
  const renamed = setNodeField(opened!.draft, "charge", ["name"], "Charge them");
  const edits = [...pinned, renamed].flatMap((result, index) => (result.ok ? [{ editId: index + 1, edit: result.edit }] : []));
  const base = { baseRevision: opened!.revision, baseVersion: opened!.live!.number };
  const saved = await engine.drafts.save({ ...at, clientId: "window-of-ana", ...base, edits });
  if (!saved.ok) throw new Error(JSON.stringify(saved));
  const published = await engine.drafts.publish({ ...at, revision: saved.changes.at(-1)!.revision });
  expect(published).toMatchObject({ ok: true, version: 2 });
  expect((await engine.drafts.open(orgId, at.flowId))?.draft.samples).toEqual(SAMPLES);
}

describe("tries beside production", () => {
  it("call nobody and leave no run behind", async () => {
    const result = await tryDraft({});
    expect(result.output).toMatchObject({ charge: "from the sample", shipment: "from the sample" });
    expect(await live.accepted()).toEqual([]);
    expect((await live.engine.runs.list(live.orgId, { limit: 10 })).runs).toEqual([]);
  });

  it("reach the real system through the connection of production once they are allowed to", async () => {
    const result = await tryDraft({ samples: {}, allowReal: ["charge"], scope: { type: "node", nodeId: "charge" } });
    expect(result.nodes["charge"]).toMatchObject({ state: "done", from: "called" });
    expect(await live.accepted()).toHaveLength(1);
  });

  it("do not lend their samples to production: a deployed run makes the calls", async () => {
    await live.deploy(writeFlow(draft.document));
    await publishWithSamples();
    const before = (await live.accepted()).length;
    const runId = await live.start("orderApproval", ORDER);
    expect(await live.reached(runId)).toBe("completed");
    expect(await live.accepted()).toHaveLength(before + 2);
    expect(JSON.stringify(await live.events(runId))).not.toContain("from the sample");
  });

  it("begin with what a run of production was given and answered", async () => {
    const { runs } = await live.engine.runs.list(live.orgId, { limit: 1 });
    const past = await live.engine.tries.pastRun(live.orgId, runs[0]!.runId);
    expect(past).toMatchObject({ status: "completed", trigger: "start", input: ORDER });
    const samples = { charge: past!.nodes["charge"]!.output!, ship: past!.nodes["ship"]!.output! };
    const result = await tryDraft({ samples });
    expect(result.output).toEqual(past!.nodes["shipped"]!.output);
  });

  it("do not show runs of another organization", async () => {
    const { runs } = await live.engine.runs.list(live.orgId, { limit: 1 });
    expect(await live.engine.tries.pastRun("00000000-0000-4000-8000-000000000000", runs[0]!.runId)).toBeUndefined();
  });
});
