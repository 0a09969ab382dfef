import { describe, expect, it } from "vitest";
import { flowDocumentSchema } from "#engine/core/flow/flow-document.ts";
import type { RunEvent, RunEventBody } from "#engine/core/machine/run-event.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
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
});
