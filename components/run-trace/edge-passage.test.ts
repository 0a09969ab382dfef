import { describe, expect, it } from "vitest";
import { flowDocumentSchema } from "#engine/core/flow/flow-document.ts";
import type { RunEvent, RunEventBody } from "#engine/core/machine/run-event.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph, type GraphEdge } from "#components/shared/canvas/flow-graph.ts";
import { readFlowShape } from "#components/shared/run-view/flow-shape.ts";
import { foldRun } from "#components/shared/run-view/fold-run.ts";
import { emptyRunView } from "#components/shared/run-view/run-view.ts";
import { passagesOf, shareInWords, sizeInWords } from "./edge-passage.ts";

const flow = flowDocumentSchema.parse({
  omnilink: 1,
  id: "orders",
  name: "Orders",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    {
      id: "size",
      kind: "branch",
      config: { cases: [{ port: "large", when: "input.total > 1000" }], otherwise: "small" },
    },
    { id: "charge", kind: "http", config: { method: "POST", url: "/charges" } },
    { id: "ask", kind: "http", config: { method: "POST", url: "/ask" } },
    { id: "sorry", kind: "map", config: { expression: "error" } },
  ],
  edges: [
    { from: "start", to: "size" },
    { from: "size", to: "ask", port: "large" },
    { from: "size", to: "charge", port: "small" },
    { from: "charge", to: "sorry", kind: "error" },
  ],
});
const graph = buildFlowGraph(flow, undefined, nodeDefinitions);
const step = { visit: 1, attempt: 1 };
const failure = { code: "http/status", message: "was answered with status 402" };
const events: readonly RunEventBody[] = [
  { type: "run.started", data: { flow: "orders", version: 1, contentHash: "h", trigger: "start", input: { total: 5 }, seed: 1 } },
  { type: "step.completed", nodeId: "size", ...step, data: { output: { total: 5 }, port: "small", durationMs: 1 } },
  { type: "step.started", nodeId: "charge", ...step, data: {} },
  { type: "step.failed", nodeId: "charge", ...step, data: { failure, durationMs: 3 } as never },
];
const recorded: RunEvent[] = events.map((body, index) => ({
  ...body,
  seq: index + 1,
  at: new Date(Date.parse("2026-03-10T12:00:00.000Z") + index * 100).toISOString(),
}));
const view = foldRun(emptyRunView, recorded, readFlowShape(flow, nodeDefinitions));
const edgeTo = (to: string): GraphEdge => graph.edges.find((edge) => edge.to === to)!;
const passagesTo = (to: string) =>
  passagesOf(
    view,
    edgeTo(to),
    graph.nodes.find(({ id }) => id === edgeTo(to).from)!,
  );

describe("what went along an edge", () => {
  it("is what the step before it gave, with what became of it", () => {
    const { passages, ...figures } = passagesTo("charge");
    expect(passages.map(({ payload }) => payload)).toEqual([{ total: 5 }]);
    expect(figures).toEqual({ taken: 1, ended: 1, after: { failed: 1, ended: 1 } });
  });

  it("is nothing where the run went another way", () => {
    expect(passagesTo("ask")).toMatchObject({ passages: [], taken: 0, ended: 1 });
  });

  it("is the failure along an error edge", () => {
    expect(passagesTo("sorry").passages[0]?.payload).toMatchObject({ code: "http/status" });
  });
});

it("says sizes and shares in words", () => {
  expect([sizeInWords("ä"), sizeInWords("x".repeat(2046)), sizeInWords("x".repeat(300_000))]).toEqual([
    "4 B",
    "2.0 KB",
    "293 KB",
  ]);
  expect([shareInWords(3, 12), shareInWords(0, 0)]).toEqual(["3 of 12 (25 %)", "0 of 0 (0 %)"]);
});
