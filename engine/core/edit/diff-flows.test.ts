import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FlowDocument } from "../flow/flow-document.ts";
import type { JsonValue } from "../json.ts";
import { diffFields, fieldName } from "./diff-fields.ts";
import { diffFlows, isSameLogic, type DiffSide } from "./diff-flows.ts";

const base: FlowDocument = {
  omnilink: 1,
  id: "orders",
  name: "Orders",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "price", kind: "map", name: "Price it", config: { expression: "input.total" } },
    { id: "size", kind: "branch", config: { cases: [{ port: "large", when: "steps.price > 10" }], otherwise: "small" } },
    { id: "ship", kind: "http", config: { method: "POST", url: "/ship" } },
    { id: "recall", kind: "http", config: { method: "POST", url: "/recall" } },
  ],
  edges: [
    { from: "start", to: "price" },
    { from: "price", to: "size" },
    { from: "size", port: "large", to: "ship" },
    { from: "ship", to: "recall", kind: "compensation" },
  ],
};
const copy = (): FlowDocument => structuredClone(base);
const side = (document: FlowDocument, layout?: DiffSide["layout"]): DiffSide => ({ document, layout });

describe("the difference of two flows", () => {
  it("is nothing for the same logic in another order of nodes and keys", () => {
    const other = copy();
    other.nodes.reverse();
    other.nodes[0] = { config: { url: "/recall", method: "POST" }, kind: "http", id: "recall" };
    expect(isSameLogic(diffFlows(side(base), side(other)))).toBe(true);
  });

  it("names what was added, removed and changed, field by field with old and new", () => {
    const other = copy();
    other.nodes = other.nodes.filter(({ id }) => id !== "recall");
    other.edges = other.edges.filter(({ to }) => to !== "recall");
    other.nodes.push({ id: "note", kind: "notify", name: "Tell them" });
    other.edges.push({ from: "ship", to: "note" });
    other.nodes[1]!.config = { expression: "input.total * 2" };
    other.timeout = "PT1H";
    const diff = diffFlows(side(base), side(other));
    expect(diff.settings).toEqual([{ path: ["timeout"], after: "PT1H" }]);
    expect(diff.nodes.map(({ change, nodeId, label }) => [change, nodeId, label])).toEqual([
      ["changed", "price", "Price it"],
      ["added", "note", "Tell them"],
      ["removed", "recall", "recall"],
    ]);
    expect(diff.nodes[0]?.fields).toEqual([{ path: ["config", "expression"], before: "input.total", after: "input.total * 2" }]);
    expect(diff.edges.map(({ change, from, to }) => `${change} ${from}>${to}`)).toEqual([
      "added ship>note",
      "removed ship>recall",
    ]);
  });

  it("sees a renamed node as the same one, its edges and its place too", () => {
    const text = JSON.stringify(base).replaceAll('"ship"', '"deliver"');
    const layout = (id: string, x: number) => ({ positions: { [id]: { x, y: 0 } } });
    const diff = diffFlows(side(base, layout("ship", 0)), side(JSON.parse(text) as FlowDocument, layout("deliver", 40)));
    expect(diff.nodes).toMatchObject([{ change: "changed", nodeId: "deliver", fields: [{ path: ["id"], before: "ship" }] }]);
    expect(diff.edges).toEqual([]);
    expect(diff.moved).toMatchObject([{ nodeId: "deliver", from: { x: 0 }, to: { x: 40 } }]);
  });

  it("sees an edge that leaves by another port as changed", () => {
    const other = copy();
    other.edges[2] = { from: "size", port: "small", to: "ship" };
    expect(diffFlows(side(base), side(other)).edges).toMatchObject([
      { change: "changed", from: "size", to: "ship", fields: [{ path: ["port"], before: "large", after: "small" }] },
    ]);
  });

  it("keeps moves apart, and sees the order of undoing", () => {
    const two = copy();
    two.edges.push({ from: "ship", to: "price", kind: "compensation" });
    const turned = structuredClone(two);
    turned.edges = [...turned.edges.slice(0, 3), turned.edges[4]!, turned.edges[3]!];
    const diff = diffFlows(
      side(two, { positions: { price: { x: 0, y: 0 } } }),
      side(turned, { positions: { price: { x: 9, y: 0 } } }),
    );
    expect(diff).toMatchObject({ nodes: [], edges: [], reordered: ["ship"], moved: [{ nodeId: "price" }] });
    expect(isSameLogic(diff)).toBe(false);
  });
});

describe("the difference of two values", () => {
  it("is one change for one item inserted in the middle of a list", () => {
    const changes = diffFields({ a: [1, 2, 3] }, { a: [1, 9, 2, 3] });
    expect(changes).toEqual([{ path: ["a", 1], after: 9 }]);
    expect(fieldName(changes[0]!.path)).toBe("a[1]");
  });

  it("is empty for equal values only, and turns around with them", () => {
    const json = fc.jsonValue() as fc.Arbitrary<JsonValue>;
    fc.assert(
      fc.property(json, json, (left, right) => {
        expect(diffFields(left, structuredClone(left))).toEqual([]);
        const [forth, back] = [diffFields(left, right), diffFields(right, left)];
        expect(back.length).toBe(forth.length);
        expect(forth.length === 0).toBe(back.length === 0);
      }),
    );
  });
});
