import { describe, expect, it } from "vitest";
import { flowDocumentSchema } from "#engine/core/flow/flow-document.ts";
import type { RunEvent, RunEventBody } from "#engine/core/machine/run-event.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { readFlowShape } from "#components/shared/run-view/flow-shape.ts";
import { foldRun } from "#components/shared/run-view/fold-run.ts";
import { projectRun } from "#components/shared/run-view/project-run.ts";
import { emptyRunView } from "#components/shared/run-view/run-view.ts";
import { rowsUnderWay } from "./rows-under-way.ts";

const document = flowDocumentSchema.parse({
  omnilink: 1,
  id: "orders",
  name: "Orders",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "price", kind: "map", config: { expression: "input" } },
    { id: "charge", kind: "http", config: { method: "POST", url: "https://pay.example/charges", effect: "keyed" } },
  ],
  edges: [
    { from: "start", to: "price" },
    { from: "price", to: "charge" },
  ],
});
const graph = buildFlowGraph(document, undefined, nodeDefinitions);
const shape = readFlowShape(document, nodeDefinitions);

const second = (index: number): string => `2026-01-01T00:00:0${index}.000Z`;
const completed = (nodeId: string): RunEventBody => ({
  type: "step.completed",
  nodeId,
  visit: 1,
  attempt: 1,
  data: { output: {}, durationMs: 0 },
});
const bodies: readonly RunEventBody[] = [
  { type: "run.started", data: { flow: "orders", version: 1, contentHash: "h", trigger: "start", input: {}, seed: 1 } },
  completed("start"),
  completed("price"),
  { type: "step.started", nodeId: "charge", visit: 1, attempt: 1, data: { idempotencyKey: "k" } },
  completed("charge"),
];
const rowsAfter = (count: number) => {
  const events = bodies.slice(0, count).map((body, index): RunEvent => ({ ...body, seq: index + 1, at: second(index) }));
  const view = foldRun(emptyRunView, events, shape);
  return rowsUnderWay(view, graph, projectRun(view, graph, document));
};

describe("the bar of a call that is under way and not recorded", () => {
  it("begins when the step before it ended, and has no end", () => {
    const from = Date.parse(second(2));
    expect(rowsAfter(3)).toEqual([
      { key: "charge#1", nodeId: "charge", note: "", state: "running", spans: [{ kind: "running", from }], from },
    ]);
  });

  it("makes room for the recorded one, be it open or ended", () => {
    expect(rowsAfter(4)).toEqual([]);
    expect(rowsAfter(5)).toEqual([]);
  });
});
