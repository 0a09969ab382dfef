import { describe, expect, it } from "vitest";
import { nodeDefinitions as kinds } from "#engine/nodes/definitions.ts";
import { draftOf, edgesOf, idsOf, make, refusalOf } from "#tests/support/edit-draft.ts";
import { removeNodes } from "./remove-nodes.ts";

const flow = draftOf(
  `nodes:
  - { id: start, kind: trigger.manual }
  - { id: size, kind: branch, config: { cases: [{ port: large, when: "true" }] } }
  - { id: wait, kind: wait, config: { duration: PT1S } }
  - { id: call, kind: http }
  - { id: refund, kind: http }
  - { id: each, kind: forEach, config: { items: input } }
  - { id: inner, kind: map, config: { expression: item }, parent: each }
edges:
  - { from: start, to: size }
  - { from: size, port: large, to: wait }
  - { from: wait, to: call }
  - { from: call, to: refund, kind: compensation }
`,
  {
    positions: { wait: { x: 1, y: 1 }, call: { x: 2, y: 2 } },
    pinned: ["wait"],
    groups: { both: { name: "Both", nodes: ["wait", "call"] }, one: { name: "One", nodes: ["wait"] } },
    comments: { c: { on: { node: "wait" }, text: "Why?", author: "Ana", at: "2026-11-21T08:00:00Z" } },
  },
);

describe("removeNodes", () => {
  it("closes a simple chain, with the output and data of the edge that led in", () => {
    const after = make(flow, removeNodes(flow, kinds, ["wait"]));
    expect(edgesOf(after)).toEqual(["start>size", "size.large>call", "call>refund compensation"]);
  });

  it("takes everything that was said of the node with it", () => {
    const { layout } = make(flow, removeNodes(flow, kinds, ["wait"]));
    expect(layout).toEqual({
      positions: { call: { x: 2, y: 2 } },
      pinned: [],
      groups: { both: { name: "Both", nodes: ["call"] } },
      comments: {},
    });
  });

  it("takes the body of a container with it, and the edges of what goes", () => {
    expect(idsOf(make(flow, removeNodes(flow, kinds, ["each"])))).not.toContain("inner");
    expect(edgesOf(make(flow, removeNodes(flow, kinds, ["call", "size"])))).toEqual([]);
  });

  it("does not close a chain around an undo", () => {
    expect(edgesOf(make(flow, removeNodes(flow, kinds, ["call"])))).toEqual(["start>size", "size.large>wait"]);
  });

  it("says when there is nothing to delete", () => {
    expect(refusalOf(removeNodes(flow, kinds, []))).toBe("Nothing is selected.");
    expect(refusalOf(removeNodes(flow, kinds, ["nobody"]))).toContain('no node "nobody"');
  });
});
