import { describe, expect, it } from "vitest";
import { compileFlow } from "../core/compile/compile-flow.ts";
import type { CompiledFlow } from "../core/compile/flow-plan.ts";
import { StepFailure } from "../core/failure.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import { replayRun } from "../core/machine/index.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import { createNodeExecutors } from "../nodes/executors.ts";
import { SendError, type OutgoingRequest, type Send } from "../nodes/sender.ts";
import { createDriver } from "../runtime/driver.ts";
import { newRunId } from "../runtime/new-run-id.ts";
import type { RunStore } from "../runtime/ports.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { LocalEngine } from "./local-engine.ts";
import { createMemoryFlowVersions } from "./memory-flow-versions.ts";
import { createMemoryRunStore } from "./memory-run-store.ts";

const start = { id: "start", kind: "trigger.manual" };
const url = "https://example.com";

function compiled(document: Pick<FlowDocument, "nodes" | "edges">): CompiledFlow {
  const flow: FlowDocument = { omnilink: 1, id: "test", name: "Test", ...document };
  const { plan, problems } = compileFlow(flow, nodeDefinitions);
  if (!plan) throw new Error(JSON.stringify(problems));
  return { document: flow, plan };
}

interface World {
  readonly engine: LocalEngine;
  readonly sent: OutgoingRequest[];
}

function worldOf(answer: (request: OutgoingRequest, nth: number) => { status: number; body?: unknown } | Error): World {
  const sent: OutgoingRequest[] = [];
  const send: Send = async (request) => {
    sent.push(request);
    const reply = answer(request, sent.length);
    if (reply instanceof Error) throw reply;
    return { status: reply.status, headers: { "content-type": "application/json" }, body: JSON.stringify(reply.body ?? null) };
  };
  const connections = { resolve: () => Promise.reject(new StepFailure({ code: "connection/unknown", message: "none" })) };
  const engine = new LocalEngine({
    executors: createNodeExecutors({ send, sendMail: () => Promise.reject(new Error("No mail is sent here.")) }),
    connections,
    time: "virtual",
    random: () => 0.5,
  });
  return { engine, sent };
}

const keysOf = ({ sent }: World): unknown[] => sent.map((request) => [request.nodeId, request.idempotencyKey]);

describe("the driver over the memory store", () => {
  it("runs a chain of mappings and gives the output of the last", async () => {
    const flow = compiled({
      nodes: [
        start,
        { id: "a", kind: "map", config: { expression: "input.n + 1" } },
        { id: "b", kind: "map", config: { expression: "steps.a * 2" } },
      ],
      edges: [
        { from: "start", to: "a" },
        { from: "a", to: "b" },
      ],
    });
    const { engine } = worldOf(() => ({ status: 200 }));
    const runId = await engine.start(flow, { trigger: "start", input: { n: 1 } });
    expect(await engine.settle(runId)).toBe("completed");
    const events = await engine.events(runId);
    expect(events.at(-1)).toMatchObject({ seq: 4, type: "run.completed", data: { output: 4 } });
    expect(replayRun(flow.plan, runId, events).status).toBe("completed");
  });

  it("retries a failing call with the same key and body until it works", async () => {
    const flow = compiled({
      nodes: [
        start,
        {
          id: "call",
          kind: "http",
          config: { method: "POST", url, body: '={"at": $millis(), "r": $random()}' },
          retry: { maxAttempts: 3 },
        },
      ],
      edges: [{ from: "start", to: "call" }],
    });
    const world = worldOf((_request, nth) => (nth < 3 ? { status: 503 } : { status: 200, body: { ok: true } }));
    const runId = await world.engine.start(flow, { trigger: "start", input: null });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(new Set(world.sent.map((request) => request.body)).size).toBe(1);
    expect(keysOf(world)).toEqual(Array(3).fill(["call", `${runId}:call#1`]));
    const types = (await world.engine.events(runId)).map((event) => event.type);
    expect(types).toEqual([
      "run.started",
      "step.started",
      "attempt.failed",
      "timer.fired",
      "step.started",
      "attempt.failed",
      "timer.fired",
      "step.started",
      "step.completed",
      "run.completed",
    ]);
  });

  it("waits through a virtual hour without taking one", async () => {
    const flow = compiled({
      nodes: [start, { id: "pause", kind: "wait", config: { duration: "PT1H" } }],
      edges: [{ from: "start", to: "pause" }],
    });
    const { engine } = worldOf(() => ({ status: 200 }));
    const runId = await engine.start(flow, { trigger: "start", input: null });
    expect(await engine.settle(runId, { jump: false })).toBe("waiting");
    expect(await engine.settle(runId)).toBe("completed");
    const [first, ...rest] = await engine.events(runId);
    expect(Date.parse(rest.at(-1)!.at) - Date.parse(first!.at)).toBe(3_600_000);
  });

  it("waits until a moment, and not at all until one that has passed", async () => {
    const flow = compiled({
      nodes: [
        start,
        { id: "past", kind: "wait", config: { until: "2001-01-01T00:00:00Z" } },
        { id: "pause", kind: "wait", config: { until: "=input.at" } },
      ],
      edges: [
        { from: "start", to: "past" },
        { from: "past", to: "pause" },
      ],
    });
    const { engine } = worldOf(() => ({ status: 200 }));
    const runId = await engine.start(flow, { trigger: "start", input: { at: "2026-03-29T03:00:00+02:00" } });
    expect(await engine.settle(runId)).toBe("completed");
    const events = await engine.events(runId);
    const waits = events.flatMap((event) => (event.type === "step.waiting" ? [event] : []));
    expect(waits.map(({ data }) => data)).toEqual([
      { dueAt: "2001-01-01T00:00:00.000Z", fixedDue: true },
      { dueAt: "2026-03-29T01:00:00.000Z", fixedDue: true },
    ]);
    expect(waits[1]!.at).toBe(events[0]!.at);
    expect(events.at(-1)!.at).toBe("2026-03-29T01:00:00.000Z");
  });

  it("answers the caller of a webhook with the first respond step that was stored", async () => {
    const flow = compiled({
      nodes: [
        { id: "hook", kind: "trigger.webhook", config: { path: "x", respond: "node" } },
        { id: "early", kind: "respond", config: { status: 201, body: "=input.n" } },
        { id: "late", kind: "respond", config: {} },
      ],
      edges: [
        { from: "hook", to: "early" },
        { from: "early", to: "late" },
      ],
    });
    const { engine } = worldOf(() => ({ status: 200 }));
    const runId = await engine.start(flow, { trigger: "hook", input: { n: 7 } });
    expect(await engine.settle(runId)).toBe("completed");
    const outputs = (await engine.events(runId)).flatMap((event) => (event.type === "step.completed" ? [event.data.output] : []));
    expect(outputs).toEqual([
      { answered: true, status: 201, headers: {}, body: 7 },
      { answered: false, reason: 'The caller was answered before, by "early".' },
    ]);
  });

  it("calls in parallel branches side by side and joins them", async () => {
    const calls = ["a", "b", "c"];
    const flow = compiled({
      nodes: [start, ...calls.map((id) => ({ id, kind: "http", config: { method: "POST", url } })), { id: "all", kind: "join" }],
      edges: [...calls.map((id) => ({ from: "start", to: id })), ...calls.map((id) => ({ from: id, to: "all" }))],
    });
    const world = worldOf((request) => ({ status: 200, body: request.nodeId }));
    const runId = await world.engine.start(flow, { trigger: "start", input: null });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect((await world.engine.events(runId)).at(-1)).toMatchObject({ data: { output: { a: "a", b: "b", c: "c" } } });
  });

  it("takes an outcome that arrives while another one is being stored", async () => {
    const calls = ["first", "second"];
    const flow = compiled({
      nodes: [start, ...calls.map((id) => ({ id, kind: "http", config: { method: "POST", url } })), { id: "all", kind: "join" }],
      edges: [...calls.map((id) => ({ from: "start", to: id })), ...calls.map((id) => ({ from: id, to: "all" }))],
    });
    const answers = new Map<string, () => void>();
    const send: Send = async ({ nodeId = "" }) => {
      await new Promise<void>((resolve) => answers.set(nodeId, resolve));
      return { status: 200, headers: {}, body: nodeId };
    };
    const flows = createMemoryFlowVersions();
    flows.add({ ...flow, flowVersionId: "v1", number: 1 });
    const memory = createMemoryRunStore({ clock: { nowMs: () => 0 }, flowIdOf: flows.flowIdOf, onHint: () => {} });
    const checkpoint: RunStore["checkpoint"] = async (request) => {
      const result = await memory.checkpoint(request);
      const isFirst = request.events.some((event) => event.type === "step.completed" && event.nodeId === "first");
      // The second answer comes in between the first one's checkpoint and its return.
      if (isFirst) answers.get("second")?.();
      await new Promise((resolve) => setImmediate(resolve));
      return result;
    };
    const troubles: unknown[] = [];
    const driver = createDriver({
      store: { ...memory, checkpoint },
      flows,
      executors: createNodeExecutors({ send, sendMail: () => Promise.reject(new Error("No mail is sent here.")) }),
      connections: { resolve: () => Promise.reject(new Error("none")) },
      clock: systemClock,
      onTrouble: (_runId, error) => troubles.push(error),
    });
    const runId = newRunId();
    const started = { flow: "test", version: 1, contentHash: flow.plan.contentHash, trigger: "start", input: null, seed: 1 };
    await memory.createRuns([{ runId, orgId: "org", flowVersionId: "v1", started }]);
    const driving = driver.drive(runId);
    while (answers.size < 2) await new Promise((resolve) => setImmediate(resolve));
    answers.get("first")!();
    await driving;
    expect(troubles).toEqual([]);
    expect((await memory.readEvents(runId, 0)).at(-1)).toMatchObject({ type: "run.completed" });
  });

  it("undoes a charge once, with what the charge returned, when a later step fails for good", async () => {
    const world = worldOf((request) => {
      if (request.nodeId === "ship") return { status: 409 };
      return { status: 200, body: { chargeId: "ch-1" } };
    });
    const flow = compiled({
      nodes: [
        start,
        { id: "charge", kind: "http", config: { method: "POST", url } },
        { id: "refund", kind: "http", config: { method: "POST", url: '="https://example.com/" & step.output.chargeId' } },
        { id: "ship", kind: "http", config: { method: "POST", url } },
      ],
      edges: [
        { from: "start", to: "charge" },
        { from: "charge", to: "ship" },
        { from: "charge", to: "refund", kind: "compensation" },
      ],
    });
    const runId = await world.engine.start(flow, { trigger: "start", input: null });
    expect(await world.engine.settle(runId)).toBe("compensated");
    expect(world.sent.map((request) => [request.nodeId, request.url.pathname])).toEqual([
      ["charge", "/"],
      ["ship", "/"],
      ["refund", "/ch-1"],
    ]);
  });

  it("retries an undo by itself when the flow says nothing about it", async () => {
    let refunds = 0;
    const world = worldOf((request) => {
      if (request.nodeId === "ship") return { status: 409 };
      if (request.nodeId === "refund" && (refunds += 1) < 3) return new SendError("http/network", "connection reset", true);
      return { status: 200, body: {} };
    });
    const flow = compiled({
      nodes: [start, ...["charge", "refund", "ship"].map((id) => ({ id, kind: "http", config: { method: "POST", url } }))],
      edges: [
        { from: "start", to: "charge" },
        { from: "charge", to: "ship" },
        { from: "charge", to: "refund", kind: "compensation" },
      ],
    });
    const runId = await world.engine.start(flow, { trigger: "start", input: null });
    expect(await world.engine.settle(runId)).toBe("compensated");
    expect(refunds).toBe(3);
  });

  it("parks for a person, and the first decision counts", async () => {
    const flow = compiled({
      nodes: [
        start,
        { id: "ask", kind: "approval", config: { title: "Pay?", approvers: { roles: ["executive"] } } },
        { id: "end", kind: "map", config: { expression: "steps.ask.by" } },
      ],
      edges: [
        { from: "start", to: "ask" },
        { from: "ask", to: "end", port: "approved" },
      ],
    });
    const { engine } = worldOf(() => ({ status: 200 }));
    const runId = await engine.start(flow, { trigger: "start", input: null });
    expect(await engine.settle(runId)).toBe("waiting");
    const [approval] = engine.pendingApprovals(runId);
    const by = { name: "Eva", roles: ["executive"] };
    expect(await engine.decide({ approvalId: approval!.approvalId, decision: "approved", by })).toEqual({ outcome: "decided" });
    expect(await engine.decide({ approvalId: approval!.approvalId, decision: "rejected", by })).toMatchObject({
      outcome: "alreadyDecided",
      by: "Eva",
    });
    expect(await engine.settle(runId)).toBe("completed");
    expect((await engine.events(runId)).at(-1)).toMatchObject({ data: { output: "Eva" } });
  });

  it("keeps a signal that comes before the step that waits for it", async () => {
    const flow = compiled({
      nodes: [
        start,
        { id: "nap", kind: "wait", config: { duration: "PT5M" } },
        { id: "go", kind: "wait", config: { signal: "go" } },
      ],
      edges: [
        { from: "start", to: "nap" },
        { from: "nap", to: "go" },
      ],
    });
    const { engine } = worldOf(() => ({ status: 200 }));
    const runId = await engine.start(flow, { trigger: "start", input: null });
    await engine.settle(runId, { jump: false });
    expect(await engine.send(runId, { type: "signal", name: "go", payload: { ok: 1 } })).toBe("stored");
    expect(await engine.settle(runId)).toBe("completed");
  });

  it("cancels a waiting run and undoes what was done", async () => {
    const flow = compiled({
      nodes: [
        start,
        ...["charge", "refund"].map((id) => ({ id, kind: "http", config: { method: "POST", url } })),
        { id: "nap", kind: "wait", config: { duration: "P1D" } },
      ],
      edges: [
        { from: "start", to: "charge" },
        { from: "charge", to: "nap" },
        { from: "charge", to: "refund", kind: "compensation" },
      ],
    });
    const world = worldOf(() => ({ status: 200, body: {} }));
    const runId = await world.engine.start(flow, { trigger: "start", input: null });
    await world.engine.settle(runId, { jump: false });
    await world.engine.send(runId, { type: "cancel", by: "Ada", compensate: true });
    expect(await world.engine.settle(runId)).toBe("canceled");
    expect(world.sent.map((request) => request.nodeId)).toEqual(["charge", "refund"]);
  });
});
