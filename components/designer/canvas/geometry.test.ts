import { describe, expect, it } from "vitest";
import { flowDocumentSchema } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { around, containerAt, freePlace, intoBody, nodeAt, placeAfter, planSplice, reach } from "./geometry.ts";

const document = flowDocumentSchema.parse({
  omnilink: 1,
  id: "places",
  name: "Places",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "each", kind: "forEach", config: { items: "input" } },
    { id: "inner", kind: "block", parent: "each" },
    { id: "call", kind: "http", parent: "inner", config: { method: "GET", url: "https://x.example" } },
    { id: "end", kind: "stop" },
  ],
  edges: [
    { from: "start", to: "each" },
    { from: "each", to: "end" },
  ],
});
const positions = {
  start: { x: 0, y: 0 },
  each: { x: 300, y: 0 },
  inner: { x: 28, y: 84 },
  call: { x: 28, y: 84 },
  end: { x: 1200, y: 0 },
};
const graph = buildFlowGraph(document, { positions }, nodeDefinitions);
const box = (id: string) => graph.nodes.find((node) => node.id === id)!;
const middle = (id: string) => ({ x: box(id).x + box(id).width / 2, y: box(id).y + box(id).height / 2 });

describe("what is at a place", () => {
  it("is the innermost container, or the card on it", () => {
    expect(containerAt(graph, middle("call"))).toBe("inner");
    expect(nodeAt(graph, middle("call"))?.id).toBe("call");
    expect(nodeAt(graph, { x: box("inner").x + 4, y: box("inner").y + 4 })?.id).toBe("inner");
    expect(containerAt(graph, { x: -500, y: 0 })).toBeUndefined();
  });

  it("is never inside what is being moved", () => {
    expect(containerAt(graph, middle("call"), new Set(["inner"]))).toBe("each");
    expect(containerAt(graph, middle("call"), new Set(["each"]))).toBeUndefined();
  });
});

describe("a place in a body", () => {
  it("is counted from the frame's corner and not above its head", () => {
    expect(intoBody(graph, "each", { x: 400, y: 200 })).toEqual({ x: 100, y: 200 });
    expect(intoBody(graph, "each", { x: 300, y: 0 })).toEqual({ x: 28, y: 84 });
    expect(intoBody(graph, undefined, { x: 7.4, y: 3 })).toEqual({ x: 7, y: 3 });
  });
});

describe("what is added", () => {
  it("stands to the right of what it follows, below it when it undoes it, and on nothing", () => {
    expect(placeAfter(graph, box("start")).x).toBe(288);
    expect(placeAfter(graph, box("start")).y).toBeGreaterThan(box("each").y + box("each").height);
    expect(placeAfter(graph, box("end"), "compensation")).toEqual({ x: 1200, y: 114 });
    expect(freePlace(graph, undefined, { x: 5_000, y: 7 })).toEqual({ x: 5_000, y: 7 });
  });

  it("into an edge stands halfway, and makes room where there is none", () => {
    const [near, far] = [{ ...box("start") }, { ...box("end"), x: 800 }];
    expect(planSplice(near, far)).toEqual({ place: { x: 400, y: 0 }, shift: 0 });
    const { place, shift } = planSplice(near, { ...far, x: 264 });
    expect(shift).toBe(312);
    expect(place.x).toBe(288);
  });
});

it("everything before and after a node is found over all kinds of edges", () => {
  expect([...reach(graph, ["start"], "after")]).toEqual(["each", "end"]);
  expect([...reach(graph, ["end"], "before")]).toEqual(["each", "start"]);
});

it("the box around nothing is none", () => {
  expect(around([])).toBeUndefined();
  expect(around([box("start"), box("end")])).toMatchObject({ x: 0, width: 1432 });
});
