import { describe, expect, it } from "vitest";
import { flowDocumentSchema } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph } from "./flow-graph.ts";
import { neighborOf } from "./neighbor.ts";

const document = flowDocumentSchema.parse({
  omnilink: 1,
  id: "orders",
  name: "Orders",
  nodes: [
    { id: "refund", kind: "http", config: { method: "POST", url: "https://pay.example/refunds" } },
    { id: "start", kind: "trigger.manual" },
    { id: "size", kind: "branch", config: { cases: [{ port: "large", when: "true" }], otherwise: "small" } },
    { id: "charge", kind: "http", name: "Charge", config: { method: "POST", url: "https://pay.example/charges" } },
    { id: "old", kind: "kindOfAnotherVersion" },
  ],
  edges: [
    { from: "start", to: "size" },
    { from: "size", port: "large", to: "charge" },
    { from: "charge", to: "refund", kind: "compensation" },
    { from: "charge", to: "old", kind: "error" },
  ],
});
const graph = buildFlowGraph(document, undefined, nodeDefinitions);
const node = (id: string) => graph.nodes.find((one) => one.id === id)!;

describe("buildFlowGraph", () => {
  it("places boxes from left to right without a layout, and lists them in reading order", () => {
    expect(node("start").x).toBeLessThan(node("size").x);
    expect(node("size").x).toBeLessThan(node("charge").x);
    expect(graph.nodes.map(({ x }) => x)).toEqual(graph.nodes.map(({ x }) => x).toSorted((a, b) => a - b));
  });

  it("keeps saved positions", () => {
    const positions = Object.fromEntries(document.nodes.map(({ id }, index) => [id, { x: index * 10, y: 7 }]));
    const placed = buildFlowGraph(document, { positions }, nodeDefinitions);
    expect(placed.nodes.find(({ id }) => id === "charge")).toMatchObject({ x: 30, y: 7 });
  });

  it("numbers undo edges in the order they would be followed, and no others", () => {
    expect(graph.edges.map(({ undoNumber }) => undoNumber)).toEqual([undefined, undefined, 1, undefined]);
  });

  it("gives the steps of a block that are undone side by side the same number", () => {
    const numbers = (config: object): readonly unknown[] => {
      const call = { kind: "http", parent: "part", config: { method: "POST", url: "https://example.com" } };
      const nodes = [
        { id: "start", kind: "trigger.manual" },
        { id: "part", kind: "block", config },
        ...["a", "b", "undoA", "undoB"].map((id) => ({ id, ...call })),
      ];
      const edges = [
        { from: "start", to: "part" },
        { from: "a", to: "b" },
        { from: "a", to: "undoA", kind: "compensation" },
        { from: "b", to: "undoB", kind: "compensation" },
      ];
      const flow = flowDocumentSchema.parse({ omnilink: 1, id: "f", name: "F", nodes, edges });
      return buildFlowGraph(flow, undefined, nodeDefinitions).edges.map(({ undoNumber }) => undoNumber);
    };
    expect(numbers({})).toEqual([undefined, undefined, 2, 1]);
    expect(numbers({ undoConcurrency: 3 })).toEqual([undefined, undefined, 1, 1]);
    expect(numbers({ undoConcurrency: "three" })).toEqual([undefined, undefined, 2, 1]);
  });

  it("shows ports only where there are several, and names edges by what they are", () => {
    expect(node("size").ports.map(({ name }) => name)).toEqual(["large", "small"]);
    expect(node("charge").ports).toEqual([]);
    expect(graph.edges.map(({ id, label }) => [id, label])).toEqual([
      ["start.out>size", undefined],
      ["size.large>charge", "large"],
      ["charge.undo>refund", "undo"],
      ["charge.error>old", "on error"],
    ]);
  });

  it("draws a kind it does not know", () => {
    expect(node("old")).toMatchObject({ kindTitle: "kindOfAnotherVersion", icon: "box", hasInput: true });
  });
});

describe("neighborOf", () => {
  it("goes to the nearest box on that side, or nowhere", () => {
    expect(neighborOf(graph.nodes, "start", "right")).toBe("size");
    expect(neighborOf(graph.nodes, "size", "left")).toBe("start");
    expect(neighborOf(graph.nodes, "start", "left")).toBeUndefined();
  });
});

describe("routes of edges", () => {
  const at = (x: number, y: number) => ({ x, y });
  const place = (positions: Record<string, { x: number; y: number }>) => buildFlowGraph(document, { positions }, nodeDefinitions);
  const rows = place({ start: at(300, 0), size: at(0, 200), charge: at(600, 0), refund: at(600, 200), old: at(900, 200) });
  const sides = (graphOf: typeof rows, id: string) => graphOf.edges.find((edge) => edge.id === id)!.sides;

  it("enter what lies below from above, so that a row can follow a row", () => {
    expect(sides(rows, "start.out>size")).toEqual({ leaves: "bottom", enters: "top" });
    expect(sides(rows, "size.large>charge")).toEqual({ leaves: "right", enters: "left" });
    expect(sides(rows, "charge.undo>refund")).toEqual({ leaves: "bottom", enters: "top" });
    expect(sides(rows, "charge.error>old")).toEqual({ leaves: "bottom", enters: "top" });
  });

  it("leave at the right when a box stands below", () => {
    const stacked = place({ start: at(0, 0), charge: at(0, 120), size: at(0, 400), refund: at(600, 0), old: at(600, 200) });
    expect(sides(stacked, "start.out>size")).toEqual({ leaves: "right", enters: "top" });
  });

  it("start from the output that leads highest first, so that they do not cross", () => {
    const twoWays = flowDocumentSchema.parse({
      ...document,
      edges: [...document.edges, { from: "size", port: "small", to: "refund" }],
    });
    const positions = { start: at(0, 0), size: at(300, 0), charge: at(600, 200), refund: at(600, 0), old: at(900, 0) };
    const [branch] = buildFlowGraph(twoWays, { positions }, nodeDefinitions).nodes.filter(({ id }) => id === "size");
    expect(branch!.ports.map(({ name }) => name)).toEqual(["small", "large"]);
    expect(branch!.defaultPort).toBe("large");
  });
});

describe("containers", () => {
  const http = { kind: "http", config: { method: "POST", url: "https://x.example" } };
  const nested = flowDocumentSchema.parse({
    omnilink: 1,
    id: "nested",
    name: "Nested",
    nodes: [
      { id: "cell", ...http, parent: "cells" },
      { id: "start", kind: "trigger.manual" },
      { id: "rows", kind: "forEach", name: "Each row", config: { items: "input" } },
      { id: "cells", kind: "forEach", name: "Each cell", parent: "rows", config: { items: "item" } },
      { id: "sum", ...http, parent: "rows" },
      { id: "undo", ...http, parent: "rows" },
      { id: "after", ...http },
      { id: "hollow", kind: "block" },
    ],
    edges: [
      { from: "start", to: "rows" },
      { from: "cells", to: "sum" },
      { from: "sum", to: "undo", kind: "compensation" },
      { from: "rows", to: "after" },
      { from: "after", to: "hollow" },
    ],
  });
  const drawn = buildFlowGraph(nested, undefined, nodeDefinitions);
  const box = (id: string, of = drawn) => of.nodes.find((one) => one.id === id)!;
  const holds = (outer: ReturnType<typeof box>, inner: ReturnType<typeof box>): boolean =>
    inner.x > outer.x &&
    inner.y > outer.y + 56 &&
    inner.x + inner.width < outer.x + outer.width &&
    inner.y + inner.height < outer.y + outer.height;

  it("are frames around their bodies, however deep", () => {
    expect(box("rows")).toMatchObject({ isContainer: true, inside: [], kindTitle: "For each" });
    expect(box("cell").inside).toEqual(["Each cell", "Each row"]);
    for (const [outer, inner] of [
      ["rows", "cells"],
      ["rows", "sum"],
      ["rows", "undo"],
      ["cells", "cell"],
    ] as const)
      expect(holds(box(outer), box(inner)), `${inner} in ${outer}`).toBe(true);
    expect(box("after").x).toBeGreaterThan(box("rows").x + box("rows").width);
    expect(box("hollow").isContainer).toBe(true);
  });

  it("are drawn alike every time", () => {
    expect(buildFlowGraph(nested, undefined, nodeDefinitions)).toEqual(drawn);
  });

  it("take what is inside along, because saved places are relative to the container", () => {
    const positions = Object.fromEntries(drawn.nodes.map(({ id }) => [id, { x: 40, y: 100 }]));
    const moved = { ...positions, rows: { x: 140, y: 300 } };
    const [before, after] = [positions, moved].map((saved) => buildFlowGraph(nested, { positions: saved }, nodeDefinitions));
    expect(box("cell", before).x).toBe(120);
    expect(box("cell", after)).toMatchObject({ x: box("cell", before).x + 100, y: box("cell", before).y + 200 });
    expect(box("rows", before).width).toBe(box("rows", after).width);
  });

  it("are read right before what is in them", () => {
    expect(drawn.nodes.map(({ id }) => id)).toEqual(["start", "rows", "cells", "cell", "sum", "undo", "after", "hollow"]);
  });

  it("are gone into with the arrow down, and out of over their ends", () => {
    expect(neighborOf(drawn.nodes, "rows", "down")).toBe("cells");
    expect(neighborOf(drawn.nodes, "cells", "right")).toBe("sum");
    expect(neighborOf(drawn.nodes, "cells", "up")).toBe("rows");
    expect(neighborOf(drawn.nodes, "undo", "right")).toBe("after");
    expect(neighborOf(drawn.nodes, "start", "right")).toBe("rows");
  });

  it("that would be inside themselves are drawn as if they were not", () => {
    const twisted = flowDocumentSchema.parse({
      ...nested,
      nodes: [
        { id: "a", kind: "block", parent: "b" },
        { id: "b", kind: "block", parent: "a" },
        { id: "c", ...http, parent: "nowhere" },
      ],
      edges: [],
    });
    expect(buildFlowGraph(twisted, undefined, nodeDefinitions).nodes.map(({ parent }) => parent)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
