import { describe, expect, it } from "vitest";
import { nodeDefinitions as kinds } from "#engine/nodes/definitions.ts";
import { draftOf, edgesOf, make, refusalOf } from "#tests/support/edit-draft.ts";
import { connect } from "./connect.ts";
import { disconnect } from "./disconnect.ts";
import { reconnect } from "./reconnect.ts";
import { setEdgeField } from "./set-edge-field.ts";

const flow = draftOf(
  `nodes:
  - { id: start, kind: trigger.manual }
  - { id: size, kind: branch, name: Large order?, config: { cases: [{ port: large, when: "true" }] } }
  - { id: call, kind: http, name: Charge }
  - { id: refund, kind: http }
  - { id: free, kind: http }
  - { id: end, kind: stop }
  - { id: each, kind: forEach, config: { items: input } }
  - { id: inner, kind: map, config: { expression: item }, parent: each }
edges:
  - { from: start, to: size }
  - { from: size, port: large, to: call }
  - { from: call, to: refund, kind: compensation }
`,
  { positions: {}, comments: { c: { on: { edge: "size.large>call" }, text: "!", author: "Ana", at: "2026-11-21T08:00:00Z" } } },
);

describe("connect", () => {
  const connected = (wish: Parameters<typeof connect>[2]) => edgesOf(make(flow, connect(flow, kinds, wish))).at(-1);

  it("names the output of a node that has several, and no output where there is one", () => {
    expect(connected({ from: "size", to: "free" })).toBe("size.large>free");
    expect(connected({ from: "size", port: "otherwise", to: "free" })).toBe("size.otherwise>free");
    expect(connected({ from: "call", port: "out", to: "free" })).toBe("call>free");
  });

  it("draws error and undo edges without an output", () => {
    expect(connected({ from: "call", port: "out", to: "end", kind: "error" })).toBe("call>end error");
    expect(connected({ from: "call", to: "free", kind: "compensation" })).toBe("call>free compensation");
  });

  it.each<[Parameters<typeof connect>[2], string]>([
    [{ from: "call", to: "call" }, "cannot lead to itself"],
    [{ from: "call", to: "size" }, "would be a circle"],
    [{ from: "size", port: "large", to: "call" }, '"Large order?" leads to "Charge" already.'],
    [{ from: "size", port: "huge", to: "free" }, 'has no output "huge"; it has large, otherwise'],
    [{ from: "call", to: "start" }, "starts runs, so nothing can lead to it"],
    [{ from: "end", to: "free" }, "Nothing can follow"],
    [{ from: "call", to: "inner" }, "not in the same container"],
    [{ from: "start", to: "end", kind: "error" }, "cannot fail"],
    [{ from: "call", port: "error", to: "end" }, "draw an error edge"],
    [{ from: "call", to: "refund" }, '"refund" is an undo'],
    [{ from: "refund", to: "free", kind: "compensation" }, "An undo cannot be undone itself."],
    [{ from: "free", to: "call", kind: "compensation" }, "is part of the flow already"],
    [{ from: "start", to: "free", kind: "compensation" }, "does nothing that could be undone"],
    [{ from: "free", to: "end", kind: "compensation" }, "cannot undo a step"],
    [{ from: "nobody", to: "call" }, 'no node "nobody"'],
    [{ from: "call", to: "nobody" }, 'no node "nobody"'],
  ])("refuses %j in words", (wish, words) => {
    expect(refusalOf(connect(flow, kinds, wish))).toContain(words);
  });
});

describe("reconnect", () => {
  const edge = { from: "size", port: "large", to: "call" };

  it("keeps the place of the edge in the list, and the comment on it", () => {
    const after = make(flow, reconnect(flow, kinds, edge, { to: "free" }));
    expect(edgesOf(after)).toEqual(["start>size", "size.large>free", "call>refund compensation"]);
    expect(after.layout.comments?.["c"]?.on).toEqual({ edge: "size.large>free" });
  });

  it("changes the output, the kind or the source", () => {
    expect(edgesOf(make(flow, reconnect(flow, kinds, edge, { port: "otherwise" })))[1]).toBe("size.otherwise>call");
    expect(edgesOf(make(flow, reconnect(flow, kinds, edge, { from: "free" })))[1]).toBe("free>call");
    expect(edgesOf(make(flow, reconnect(flow, kinds, edge, { kind: "error" })))[1]).toBe("size>call error");
  });

  it("refuses a circle, and an edge that is gone", () => {
    expect(refusalOf(reconnect(flow, kinds, edge, { to: "start" }))).toContain("nothing can lead to it");
    expect(refusalOf(reconnect(flow, kinds, { from: "a", to: "b" }, { to: "free" }))).toContain("not there any more");
  });
});

describe("disconnect and setEdgeField", () => {
  const undo = { from: "call", to: "refund", kind: "compensation" } as const;

  it("delete edges, with what was written about them", () => {
    const after = make(flow, disconnect(flow, [{ from: "size", port: "large", to: "call" }, undo]));
    expect(edgesOf(after)).toEqual(["start>size"]);
    expect(after.layout.comments).toEqual({});
    expect(refusalOf(disconnect(flow, [{ from: "x", to: "y" }]))).toContain("not there any more");
  });

  it("set what follows a failed undo, and nothing else", () => {
    expect(make(flow, setEdgeField(flow, undo, ["onFailure"], "ask")).document.edges[2]).toMatchObject({ onFailure: "ask" });
    expect(refusalOf(setEdgeField(flow, undo, ["onFailure"], "panic"))).toContain('cannot have "panic"');
    expect(refusalOf(setEdgeField(flow, undo, ["to"], "free"))).toContain("drawing it");
  });
});
