import { describe, expect, it } from "vitest";
import { flowDocumentSchema } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { collapseGroups, groupBoxes, groupOf } from "./group-boxes.ts";

const http = { kind: "http", config: { method: "GET", url: "https://x.example" } };
const document = flowDocumentSchema.parse({
  omnilink: 1,
  id: "grouped",
  name: "Grouped",
  nodes: [{ id: "start", kind: "trigger.manual" }, ...["a", "b", "c", "d"].map((id) => ({ id, ...http }))],
  edges: [
    { from: "start", to: "a" },
    { from: "a", to: "b" },
    { from: "b", to: "c" },
    { from: "b", to: "d", kind: "error" },
  ],
});
const positions = Object.fromEntries(["start", "a", "b", "c", "d"].map((id, index) => [id, { x: index * 300, y: 0 }]));
const graph = buildFlowGraph(document, { positions }, nodeDefinitions);
const inner = { name: "Inner", nodes: ["a"] };
const outer = { name: "Outer", nodes: ["a", "b"] };

describe("groups", () => {
  it("lie inside those that have all their nodes and more", () => {
    const [first, second] = groupBoxes(graph, { inner, outer });
    expect(first).toMatchObject({ id: "outer", depth: 0 });
    expect(second).toMatchObject({ id: "inner", depth: 1 });
    expect(first!.x).toBeLessThan(second!.x);
    expect(first!.y).toBeLessThan(second!.y);
  });

  it("have no frame without a node in sight", () => {
    expect(groupBoxes(graph, { gone: { name: "Gone", nodes: ["nobody"] } })).toEqual([]);
  });

  it("are found by what is selected, the smallest first", () => {
    expect(groupOf({ groups: { inner, outer } }, ["a"])).toBe("inner");
    expect(groupOf({ groups: { inner, outer } }, ["a", "b"])).toBe("outer");
    expect(groupOf({ groups: { inner, outer } }, ["a", "c"])).toBeUndefined();
    expect(groupOf({}, ["a"])).toBeUndefined();
    expect(groupOf({ groups: { inner } }, [])).toBeUndefined();
  });
});

describe("a collapsed group", () => {
  const shown = collapseGroups(graph, { inner: { ...inner, collapsed: true }, outer: { ...outer, collapsed: true } });

  it("is one card with the lines of its nodes, the outermost standing for all", () => {
    expect(shown.nodes.map(({ id }) => id)).toEqual(["start", "c", "d", "group:outer"]);
    expect(shown.nodes.at(-1)).toMatchObject({ label: "Outer", summary: "2 nodes", hasLineIn: true, hasLineOut: true });
    expect(shown.edges.map(({ id, label }) => [id, label])).toEqual([
      ["start.out>group:outer", undefined],
      ["group:outer.out>c", undefined],
      ["group:outer.error>d", "on error"],
    ]);
  });

  it("leaves the graph as it is when none is collapsed", () => {
    expect(collapseGroups(graph, { inner })).toBe(graph);
  });
});
