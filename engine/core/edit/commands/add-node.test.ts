import { describe, expect, it } from "vitest";
import { nodeDefinitions as kinds } from "#engine/nodes/definitions.ts";
import { draftOf, edgesOf, idsOf, make, refusalOf } from "#tests/support/edit-draft.ts";
import { addNode } from "./add-node.ts";

const chain = draftOf(
  `nodes:
  - { id: start, kind: trigger.manual }
  - { id: size, kind: branch, config: { cases: [{ port: large, when: "true" }] } }
  - { id: call, kind: http }
  - { id: refund, kind: http }
  - { id: each, kind: forEach, config: { items: input } }
edges:
  - { from: start, to: size }
  - { from: size, port: large, to: call }
  - { from: call, to: refund, kind: compensation }
`,
  { positions: { size: { x: 100, y: 0 }, call: { x: 500, y: 40 } }, groups: { g: { name: "Pay", nodes: ["size", "call"] } } },
);

describe("addNode", () => {
  it("gives a free id, a readable name and the place that was pointed at", () => {
    const result = addNode(chain, kinds, { kind: "http", position: { x: 10.4, y: 3.6 } });
    expect(result).toMatchObject({ ok: true, created: ["http"], edit: { label: "Add HTTP request" } });
    const twice = make(make(chain, result), addNode(make(chain, result), kinds, { kind: "http" }));
    expect(twice.document.nodes.slice(-2)).toEqual([
      { id: "http", kind: "http", name: "HTTP request" },
      { id: "http2", kind: "http", name: "HTTP request 2" },
    ]);
    expect(twice.layout.positions["http"]).toEqual({ x: 10, y: 4 });
  });

  it("puts a node behind an output, in the same container, to the right", () => {
    const after = make(chain, addNode(chain, kinds, { kind: "map", from: { nodeId: "size", port: "otherwise" } }));
    expect(edgesOf(after)).toContain("size.otherwise>map");
    expect(after.layout.positions["map"]).toEqual({ x: 420, y: 0 });
  });

  it("splices a node into an edge, which keeps its output and its place in the list", () => {
    const edge = { from: "size", port: "large", to: "call" };
    const after = make(chain, addNode(chain, kinds, { kind: "wait", onEdge: edge }));
    expect(edgesOf(after)).toEqual(["start>size", "size.large>wait", "wait>call", "call>refund compensation"]);
    expect(after.layout.positions["wait"]).toEqual({ x: 300, y: 20 });
  });

  it("brings back the edge and the group when a splice inside a group is undone", () => {
    const result = addNode(chain, kinds, { kind: "wait", onEdge: { from: "size", port: "large", to: "call" } });
    const after = make(chain, result);
    expect(after.layout.groups?.["g"]?.nodes).toEqual(["size", "call", "wait"]);
    // `make` has undone it already and compared every byte.
  });

  it("refuses, in words, what would make no flow", () => {
    const refusal = (request: Parameters<typeof addNode>[2]): string => refusalOf(addNode(chain, kinds, request));
    expect(refusal({ kind: "teleport" })).toBe('There is no kind of node "teleport".');
    expect(refusal({ kind: "trigger.manual", from: { nodeId: "call" } })).toBe(
      '"Manual start" starts runs, so nothing can lead to it.',
    );
    expect(refusal({ kind: "trigger.manual", parent: "each" })).toContain('cannot stand inside "each"');
    expect(refusal({ kind: "map", parent: "call" })).toBe('"call" has no body to put nodes into.');
    expect(refusal({ kind: "stop", onEdge: { from: "start", to: "size" } })).toContain("cannot stand between two nodes");
    expect(refusal({ kind: "map", onEdge: { from: "call", to: "refund", kind: "compensation" } })).toContain(
      "between a step and its undo",
    );
    expect(refusal({ kind: "map", from: { nodeId: "refund" } })).toContain('"refund" is an undo');
    expect(refusal({ kind: "map", from: { nodeId: "nobody" } })).toContain('no node "nobody"');
  });

  it("puts a node into a container", () => {
    const after = make(chain, addNode(chain, kinds, { kind: "map", parent: "each" }));
    expect(after.document.nodes.at(-1)).toMatchObject({ id: "map", parent: "each" });
    expect(idsOf(after)).toHaveLength(6);
  });
});
