import { describe, expect, it } from "vitest";
import { flowDocumentSchema } from "#engine/core/flow/flow-document.ts";
import type { RunEvent, RunEventBody } from "#engine/core/machine/run-event.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { stepStateText } from "#components/shared/canvas/step-state.ts";
import { projectRun } from "./project-run.ts";
import { readFlowShape } from "./flow-shape.ts";
import { foldRun } from "./fold-run.ts";
import { emptyRunView } from "./run-view.ts";

const document = flowDocumentSchema.parse({
  omnilink: 1,
  id: "orders",
  name: "Orders",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "size", kind: "branch", config: { cases: [{ port: "large", when: "input.total > 10" }], otherwise: "small" } },
    { id: "approve", kind: "approval", config: { title: "Go?", approvers: { roles: ["executive"] } } },
    { id: "charge", kind: "http", config: { method: "POST", url: "https://pay.example/charges" }, retry: { maxAttempts: 5 } },
    { id: "refund", kind: "http", config: { method: "POST", url: "https://pay.example/refunds" } },
  ],
  edges: [
    { from: "start", to: "size" },
    { from: "size", port: "large", to: "approve" },
    { from: "size", port: "small", to: "charge" },
    { from: "approve", port: "approved", to: "charge" },
    { from: "charge", to: "refund", kind: "compensation" },
  ],
});
const shape = readFlowShape(document, nodeDefinitions);
const graph = buildFlowGraph(document, undefined, nodeDefinitions);

const started: RunEventBody = {
  type: "run.started",
  data: { flow: "orders", version: 1, contentHash: "h", trigger: "start", input: {}, seed: 1 },
};
const tookPort = (port: string): RunEventBody => ({
  type: "step.completed",
  nodeId: "size",
  visit: 1,
  attempt: 1,
  data: { output: null, port, durationMs: 1 },
});
const project = (...bodies: readonly RunEventBody[]) => {
  const events = bodies.map((body, index): RunEvent => ({ ...body, seq: index + 1, at: new Date(index * 1_000).toISOString() }));
  return projectRun(foldRun(emptyRunView, events, shape), graph, document);
};

describe("projectRun", () => {
  it("takes only the edge of the port the branch chose", () => {
    const { edges } = project(started, tookPort("small"));
    expect(edges["size.small>charge"]).toEqual({ taken: 1, flowing: true });
    expect(edges["size.large>approve"]).toEqual({ taken: 0, flowing: false });
  });

  it("shows a node as running when the run has come to it and nothing is recorded yet", () => {
    const { nodes, status } = project(started, tookPort("small"));
    expect(nodes["charge"]).toMatchObject({ state: "running" });
    expect(nodes["approve"]).toMatchObject({ state: "idle" });
    expect(status).toBe("running");
  });

  it("counts a run that only a person can move as waiting", () => {
    const approval = { approvalId: "a", title: "Go?", roles: ["executive"], quorum: 1 };
    const { nodes, status } = project(started, tookPort("large"), {
      type: "step.waiting",
      nodeId: "approve",
      visit: 1,
      attempt: 1,
      data: { approval },
    });
    expect(nodes["approve"]).toMatchObject({ state: "approval" });
    expect(status).toBe("waiting");
  });

  it("shows which attempt a retried step is at and when it goes on", () => {
    const retryAt = new Date(60_000).toISOString();
    const { nodes } = project(started, tookPort("small"), {
      type: "attempt.failed",
      nodeId: "charge",
      visit: 1,
      attempt: 2,
      data: { failure: { code: "http/status", message: "503" }, retryAt, durationMs: 5 },
    });
    expect(nodes["charge"]).toMatchObject({ state: "retrying", attempt: 2, maxAttempts: 5, retryAt });
  });

  it("marks what the run never came to as skipped once it has ended", () => {
    const { nodes } = project(started, tookPort("small"), { type: "run.completed", data: { output: null } });
    expect(nodes["approve"]).toMatchObject({ state: "skipped" });
    expect(nodes["refund"]).toMatchObject({ state: "skipped" });
  });

  it("keeps the identity of what did not change", () => {
    const first = project(started, tookPort("small"));
    const events: RunEvent[] = [started, tookPort("small")].map((body, index) => ({
      ...body,
      seq: index + 1,
      at: new Date(0).toISOString(),
    }));
    const second = projectRun(foldRun(emptyRunView, events, shape), graph, document, first);
    expect(second.nodes["approve"]).toBe(first.nodes["approve"]);
    expect(second.edges["size.large>approve"]).toBe(first.edges["size.large>approve"]);
  });

  it("shows how many items are being undone at once, and that their undo goes on", () => {
    const items = flowDocumentSchema.parse({
      omnilink: 1,
      id: "items",
      name: "Items",
      nodes: [
        { id: "start", kind: "trigger.manual" },
        { id: "each", kind: "forEach", config: { items: "input", undoConcurrency: 2 } },
        { id: "reserve", kind: "http", parent: "each", config: { method: "POST", url: "https://stock.example/reserve" } },
        { id: "release", kind: "http", parent: "each", config: { method: "POST", url: "https://stock.example/release" } },
      ],
      edges: [
        { from: "start", to: "each" },
        { from: "reserve", to: "release", kind: "compensation" },
      ],
    });
    const step = (nodeId: string, item: number) => ({ nodeId, visit: item + 1, attempt: 1, item });
    const done = (nodeId: string, item: number): RunEventBody => ({
      type: "step.completed",
      ...step(nodeId, item),
      data: { output: null, durationMs: 1 },
    });
    const begun = (item: number): RunEventBody => ({ type: "step.started", ...step("release", item), data: {} });
    const failure = { code: "http/status", message: "no" };
    const bodies: RunEventBody[] = [
      started,
      {
        type: "scope.opened",
        nodeId: "each",
        visit: 1,
        attempt: 1,
        data: { count: 4, concurrency: 2, maxFailures: 0, collect: true },
      },
      ...[0, 1, 2, 3].map((item) => done("reserve", item)),
      { type: "step.completed", nodeId: "each", visit: 1, attempt: 1, data: { output: null, durationMs: 1 } },
      { type: "run.compensating", data: { failure, steps: 4 } },
      ...[begun(0), begun(1), done("release", 0)],
      { type: "step.undone", data: { nodeId: "reserve", visit: 1, by: "release" } },
      begun(2),
    ];
    const events = bodies.map((body, index): RunEvent => ({
      ...body,
      seq: index + 1,
      at: new Date(index * 1_000).toISOString(),
    }));
    const itemGraph = buildFlowGraph(items, undefined, nodeDefinitions);
    const view = foldRun(emptyRunView, events, readFlowShape(items, nodeDefinitions));
    const { nodes, edges } = projectRun(view, itemGraph, items);
    expect(stepStateText(nodes["release"]!)).toBe("1 of 4, 2 at once");
    expect(stepStateText(nodes["reserve"]!)).toBe("4 of 4, 1 undone");
    expect(edges["reserve.undo>release"]).toMatchObject({ taken: 1, flowing: true });
  });
});
