import { describe, expect, it } from "vitest";
import { readTree } from "./node-tree.ts";
import { undoOrder } from "./undo-order.ts";

/** `a>b` leads on, `a~b` is undone by b, `a!b` is an error edge. */
function orderOf(
  text: string,
  parents: Readonly<Record<string, string>> = {},
  pivots: readonly string[] = [],
  unordered: readonly string[] = [],
): Readonly<Record<string, number>> {
  const edges = text.split(" ").map((edge) => {
    const [, from, sign, to] = /^(\w+)([>~!])(\w+)$/.exec(edge)!;
    const kind = sign === ">" ? ("flow" as const) : sign === "~" ? ("compensation" as const) : ("error" as const);
    return { from: from!, to: to!, kind };
  });
  const ids = [...new Set([...Object.values(parents), ...edges.flatMap(({ from, to }) => [from, to])])];
  const nodes = ids.map((id) => ({ id, kind: "map", ...(parents[id] === undefined ? {} : { parent: parents[id] }) }));
  const tree = readTree({ omnilink: 1, id: "f", name: "F", nodes, edges: [] });
  return Object.fromEntries(undoOrder(edges, tree, new Set(pivots), new Set(unordered)));
}

describe("the order of undoing", () => {
  it("is last in, first out", () => {
    expect(orderOf("reserve>pay pay>ship reserve~release pay~refund ship~recall")).toEqual({ reserve: 3, pay: 2, ship: 1 });
  });

  it("passes over steps that nothing undoes", () => {
    expect(orderOf("a>b b>c a~x c~y")).toEqual({ a: 2, c: 1 });
  });

  it("is the same for branches of which neither comes after the other", () => {
    expect(orderOf("start>a start>b a>end b>end start~s a~x b~y")).toEqual({ start: 2, a: 1, b: 1 });
  });

  it("takes the longest way on, over failures as well", () => {
    expect(orderOf("a>b a!c c>d a~x b~y c~z d~w")).toEqual({ a: 3, b: 1, c: 2, d: 1 });
  });

  it("counts what is inside a container, which comes before what follows it", () => {
    const inside = { book: "each", pay: "each" };
    expect(orderOf("hold>each book>pay each>send hold~h book~b pay~p send~s", inside)).toEqual({
      hold: 4,
      book: 3,
      pay: 2,
      send: 1,
    });
  });

  it("begins anew at a point of no return, but not where that has failed", () => {
    const flow = "a>b b>pay pay>c c>d pay!e a~t b~u c~x d~y";
    expect(orderOf(flow, {}, ["pay"])).toEqual({ a: 2, b: 1, c: 2, d: 1 });
    expect(orderOf(`${flow} e~z`, {}, ["pay"])).toEqual({ a: 3, b: 2, c: 2, d: 1, e: 1 });
    expect(orderOf("a>pay part>c a~t c~x", { a: "part", pay: "part" }, ["pay"])).toEqual({ a: 1, c: 1 });
  });

  it("is the same for all steps of a block that are undone side by side, but not for what is deeper in it", () => {
    const parents = { a: "part", b: "part", each: "part", c: "each", d: "each" };
    const flow = "hold>part a>b b>each c>d part>send hold~h a~x b~y c~z d~w send~s";
    expect(orderOf(flow, parents, [], ["part"])).toEqual({ hold: 4, a: 2, b: 2, c: 3, d: 2, send: 1 });
  });

  it("ends in a circle that is half drawn", () => {
    expect(Object.keys(orderOf("a>b b>a a~x b~y"))).toEqual(["a", "b"]);
  });
});
