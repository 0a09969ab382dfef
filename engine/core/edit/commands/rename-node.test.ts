import { describe, expect, it } from "vitest";
import { nodeDefinitions as kinds } from "#engine/nodes/definitions.ts";
import { draftOf, edgesOf, idsOf, make, refusalOf } from "#tests/support/edit-draft.ts";
import { renameNode } from "./rename-node.ts";

const flow = {
  ...draftOf(
    `nodes:
  - { id: start, kind: trigger.manual }
  - { id: price, kind: map, config: { expression: "input" } }
  - id: use
    kind: map
    config: { expression: '/* steps.price */ { "a": steps.price.total, "b": steps . \`price\`, "c": input.lines[sku = steps.price].steps.price, "d": "steps.price" }' }
  - { id: call, kind: http, config: { url: '="/x/" & steps.price.id', body: "steps.price" } }
  - { id: each, kind: block }
  - { id: back, kind: compensate, config: { to: price } }
  - { id: inner, kind: map, config: { expression: "steps.pricey" }, parent: each }
edges:
  - { from: start, to: price }
  - { from: price, to: use }
  - { from: price, to: call, kind: error }
`,
    {
      positions: { start: { x: 0, y: 0 }, price: { x: 1, y: 1 }, use: { x: 2, y: 2 } },
      pinned: ["price", "use"],
      groups: { g: { name: "G", nodes: ["start", "price"] } },
      comments: {
        a: { on: { node: "price" }, text: "!", author: "Ana", at: "2026-11-21T08:00:00Z" },
        b: { on: { edge: "price.>use" }, text: "!", author: "Ana", at: "2026-11-21T08:00:00Z" },
      },
    },
  ),
  samples: { price: { total: 1 } },
};

describe("renameNode", () => {
  const after = make(flow, renameNode(flow, kinds, "price", "cost"));
  const configOf = (id: string) => after.document.nodes.find((node) => node.id === id)?.config;

  it("follows in edges, places, groups, comments and samples, each in its place", () => {
    expect(edgesOf(after)).toEqual(["start>cost", "cost>use", "cost>call error"]);
    expect(Object.keys(after.layout.positions)).toEqual(["start", "cost", "use"]);
    expect(after.layout).toMatchObject({
      ...{ pinned: ["cost", "use"], groups: { g: { nodes: ["start", "cost"] } } },
      comments: { a: { on: { node: "cost" } }, b: { on: { edge: "cost.>use" } } },
    });
    expect(after.samples).toEqual({ cost: { total: 1 } });
    expect(idsOf(after)[1]).toBe("cost");
  });

  it("rewrites the name in expressions where it is the step, and no other text", () => {
    expect(configOf("use")?.["expression"]).toBe(
      '/* steps.price */ { "a": steps.cost.total, "b": steps . `cost`, "c": input.lines[sku = steps.price].steps.price, "d": "steps.price" }',
    );
    expect(configOf("call")).toEqual({ url: '="/x/" & steps.cost.id', body: "steps.price" });
    expect(configOf("inner")).toEqual({ expression: "steps.pricey" });
    expect(configOf("back")).toEqual({ to: "cost" });
  });

  it("renames a container for what is inside it", () => {
    expect(make(flow, renameNode(flow, kinds, "each", "all")).document.nodes.at(-1)?.parent).toBe("all");
  });

  it.each([
    ["2nd", "must start with a letter"],
    ["a b", "letters, digits and _"],
    ["__proto__", "must start with a letter"],
    ["x".repeat(65), "cannot be an id"],
    ["use", 'There is a node "use" already.'],
  ])("refuses the id %s in words", (id, words) => {
    expect(refusalOf(renameNode(flow, kinds, "price", id))).toContain(words);
  });
});
