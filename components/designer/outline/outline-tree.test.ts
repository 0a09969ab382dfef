import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph, type FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { keysAround, moveInOutline, outlineRows } from "./outline-rows.ts";
import { outlineOf, type OutlineItem } from "./outline-tree.ts";

const read = (text: string): FlowGraph => {
  const { document, problems } = readFlow(text);
  if (!document) throw new Error(JSON.stringify(problems));
  return buildFlowGraph(document, undefined, nodeDefinitions);
};

const example = (name: string): FlowGraph =>
  read(readFileSync(fileURLToPath(new URL(`../../../flows/${name}/flow.yaml`, import.meta.url)), "utf8"));

const text = (items: readonly OutlineItem[], depth = 0): readonly string[] =>
  items.flatMap((item) => {
    const inside = "  ".repeat(depth);
    const line = item.type === "node" ? item.node.id : `(${item.label})${item.to === undefined ? "" : ` → ${item.to}`}`;
    return [`${inside}${line}`, ...text(item.children, depth + 1)];
  });

const ids = (items: readonly OutlineItem[]): readonly string[] =>
  items.flatMap((item) => [...(item.type === "node" ? [item.node.id] : []), ...ids(item.children)]);

describe("the outline of a flow", () => {
  it("nests what only one way leads to, and goes on where ways meet", () => {
    expect(text(outlineOf(example("orderApproval")))).toEqual([
      "start",
      "price",
      "size",
      "  (large)",
      "    approve",
      "      (Approved) → charge",
      "      (Rejected)",
      "        declined",
      "  (small) → charge",
      "charge",
      "  (undo)",
      "    refund",
      "ship",
      "shipped",
    ]);
  });

  it("puts bodies inside their containers, and shows outputs that lead nowhere", () => {
    const graph = read(`omnilink: 1
id: nested
name: Nested
nodes:
  - { id: start, kind: trigger.manual }
  - { id: each, kind: forEach, config: { items: input } }
  - { id: a, kind: map, parent: each, config: { expression: item } }
  - { id: b, kind: map, parent: each, config: { expression: steps.a } }
  - { id: ask, kind: approval, config: { title: Go?, approvers: { roles: [admin] } } }
edges: [{ from: start, to: each }, { from: a, to: b }, { from: each, to: ask }]`);
    expect(text(outlineOf(graph))).toEqual(["start", "each", "  a", "  b", "ask", "  (Approved)", "  (Rejected)"]);
  });

  it("holds every node once, also where the drawing goes in circles", () => {
    for (const name of ["orderApproval", "expenseClaim", "fulfillOrder", "githubTriage", "registerReturn", "nightlySync"]) {
      const graph = example(name);
      expect(ids(outlineOf(graph)).toSorted()).toEqual(graph.nodes.map(({ id }) => id).toSorted());
    }
    const node = (id: string): FlowDocument["nodes"][number] => ({ id, kind: "map", config: { expression: "1" } });
    const circle: FlowDocument = {
      omnilink: 1,
      id: "circle",
      name: "Circle",
      nodes: [node("a"), node("b"), node("c")],
      edges: [
        { from: "a", to: "b" },
        { from: "b", to: "c" },
        { from: "c", to: "a" },
      ],
    };
    expect(ids(outlineOf(buildFlowGraph(circle, undefined, nodeDefinitions))).toSorted()).toEqual(["a", "b", "c"]);
  });
});

describe("the rows of the outline", () => {
  const items = outlineOf(example("orderApproval"));
  const keys = (closed: readonly string[]): readonly string[] => outlineRows(items, new Set(closed)).map(({ item }) => item.key);

  it("leave out what is inside of something closed", () => {
    expect(keys(["size", "charge"])).toEqual(["start", "price", "size", "charge", "ship", "shipped"]);
    expect(outlineRows(items, new Set(["size"]))[2]).toMatchObject({ level: 1, place: 3, siblings: 6, isOpen: false });
  });

  it("answer the keys of a tree", () => {
    const rows = outlineRows(items, new Set(["size"]));
    expect(moveInOutline("ArrowDown", 0, rows)).toEqual({ to: 1 });
    expect(moveInOutline("ArrowRight", 2, rows)).toEqual({ open: "size" });
    expect(moveInOutline("ArrowLeft", 0, rows)).toBeUndefined();
    const open = outlineRows(items, new Set());
    expect(moveInOutline("ArrowRight", 2, open)).toEqual({ to: 3 });
    expect(moveInOutline("ArrowLeft", 4, open)).toEqual({ close: "approve" });
    expect(moveInOutline("ArrowLeft", 3, outlineRows(items, new Set(["size.large>approve"])))).toEqual({ to: 2 });
    expect(moveInOutline("End", 0, open)).toEqual({ to: open.length - 1 });
  });

  it("can be opened down to any item", () => {
    expect(keysAround(items, "refund")).toEqual(["charge", "charge.undo>refund"]);
    expect(keysAround(items, "nowhere")).toBeUndefined();
  });
});
