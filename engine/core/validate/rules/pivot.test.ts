import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { FlowEdge, FlowNode } from "../../flow/flow-document.ts";
import { makeContext } from "../rule.ts";
import { pivot } from "./pivot.ts";

const call = (id: string, more: Partial<FlowNode> = {}): FlowNode => ({
  id,
  kind: "http",
  config: { method: "POST", url: "https://example.com" },
  ...more,
});

function messages(nodes: readonly FlowNode[], edges: readonly FlowEdge[] = []): readonly string[] {
  const document = { omnilink: 1 as const, id: "t", name: "T", nodes: [...nodes], edges: [...edges] };
  return pivot.check(makeContext(document, nodeDefinitions)).map(({ path, message }) => `${path} ${message}`);
}

describe("pivot", () => {
  it("is a step that does something, also in a block or a loop", () => {
    expect(messages([call("pay", { pivot: true })])).toEqual([]);
    expect(messages([{ id: "part", kind: "block" }, call("pay", { pivot: true, parent: "part" })])).toEqual([]);
    expect(messages([{ id: "join", kind: "join", pivot: false }])).toEqual([]);
  });

  it.each([
    [[{ id: "both", kind: "join", pivot: true }], [], /kind "join" does nothing by itself/],
    [[call("pay", { pivot: true }), call("back")], [{ from: "pay", to: "back", kind: "compensation" }], /has a compensation/],
    [[call("pay"), call("back", { pivot: true })], [{ from: "pay", to: "back", kind: "compensation" }], /undoes another step/],
    [
      [
        { id: "each", kind: "forEach", config: { items: "input" } },
        { id: "part", kind: "block", parent: "each" },
        call("pay", { pivot: true, parent: "part" }),
      ],
      [],
      /for each item/,
    ],
  ] as const)("is nothing else: %#", (nodes, edges, message) => {
    const found = messages(nodes, edges);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(message);
    expect(found[0]).toMatch(/^\/nodes\/\d\/pivot /);
  });
});
