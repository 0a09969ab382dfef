import { describe, expect, it } from "vitest";
import { diffFlows, type DiffSide } from "#engine/core/edit/diff-flows.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { listChanges } from "./change-list.ts";
import { marksOf } from "./change-looks.ts";
import { mergeVersions } from "./merge-versions.ts";

const base: FlowDocument = {
  omnilink: 1,
  id: "orders",
  name: "Orders",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "price", kind: "map", name: "Price it", config: { expression: "input" } },
    { id: "ship", kind: "map", name: "Ship it", config: { expression: "1" } },
  ],
  edges: [
    { from: "start", to: "price" },
    { from: "price", to: "ship" },
  ],
};
const positions = { start: { x: 0, y: 0 }, price: { x: 320, y: 0 }, ship: { x: 640, y: 0 } };
const before: DiffSide = { document: base, layout: { positions } };
const after: DiffSide = {
  document: {
    ...base,
    name: "All orders",
    nodes: [
      base.nodes[0]!,
      { ...base.nodes[1]!, config: { expression: "input.total" } },
      { id: "send", kind: "map", config: { expression: "2" } },
    ],
    edges: [base.edges[0]!, { from: "price", to: "send" }],
  },
  layout: { positions: { start: { x: 0, y: 0 }, price: { x: 330, y: 0 }, send: { x: 640, y: 10 } } },
};

const diff = diffFlows(before, after);
const merged = mergeVersions(before, after, diff);
const graph = buildFlowGraph(merged.document, merged.layout, nodeDefinitions);

describe("two versions on one canvas", () => {
  it("show what is gone too, at a place of its own", () => {
    expect(merged.document.nodes.map(({ id }) => id)).toEqual(["start", "price", "send", "ship"]);
    expect(merged.layout?.positions["ship"]).toEqual({ x: 640, y: 192 });
    expect(graph.edges).toHaveLength(3);
  });

  it("list the changes in the order of reading, moves only when they are asked for", () => {
    const titles = (withMoves: boolean) =>
      listChanges(diff, merged.document, graph, withMoves).map(({ sort, title }) => `${sort} ${title}`);
    expect(titles(false)).toEqual([
      "changed name",
      "changed Price it",
      "added Price it → send",
      "removed Price it → Ship it",
      "added send",
      "removed Ship it",
    ]);
    expect(titles(true)).toContain("moved Price it");
  });

  it("mark each box and line with what became of it", () => {
    const marks = marksOf(listChanges(diff, merged.document, graph, true));
    const words = (of: Readonly<Record<string, { readonly word: string }>>) =>
      Object.entries(of)
        .map(([id, { word }]) => `${id} ${word}`)
        .sort();
    expect(words(marks.nodes)).toEqual(["price Changed", "send Added", "ship Removed"]);
    expect(words(marks.edges)).toEqual(["price.out>send Added", "price.out>ship Removed"]);
  });
});
