import { describe, expect, it } from "vitest";
import { nodeDefinitions as kinds } from "#engine/nodes/definitions.ts";
import { draftOf, edgesOf, idsOf, make, refusalOf } from "#tests/support/edit-draft.ts";
import { addComment } from "./add-comment.ts";
import { alignNodes } from "./align-nodes.ts";
import { arrangeNodes } from "./arrange-nodes.ts";
import { groupNodes } from "./group-nodes.ts";
import { moveNodes } from "./move-nodes.ts";
import { pinPositions } from "./pin-positions.ts";
import { removeComment } from "./remove-comment.ts";
import { resolveComment } from "./resolve-comment.ts";
import { removeNodes } from "./remove-nodes.ts";
import { renameNode } from "./rename-node.ts";
import { setGroup } from "./set-group.ts";
import { setParent } from "./set-parent.ts";
import { ungroupNodes } from "./ungroup-nodes.ts";

const flow = draftOf(`nodes:
  - { id: a, kind: trigger.manual }
  - { id: b, kind: map, config: { expression: "1" } }
  - { id: c, kind: map, config: { expression: "1" } }
  - { id: each, kind: forEach, config: { items: input } }
  - { id: inner, kind: map, config: { expression: "1" }, parent: each }
edges:
  - { from: a, to: b }
  - { from: b, to: c }
  - { from: c, to: each }
`);
const sizes = new Map(idsOf(flow).map((id) => [id, { width: 200, height: 60 }]));
const placed = make(flow, arrangeNodes(flow, kinds, undefined, sizes));

describe("arrangeNodes", () => {
  it("leads from left to right, always in the same way, innermost bodies included", () => {
    const { positions } = placed.layout;
    expect(positions["a"]!.x).toBeLessThan(positions["b"]!.x);
    expect(positions["c"]!.x).toBeLessThan(positions["each"]!.x);
    expect(positions["inner"]).toEqual({ x: 28, y: 84 });
    expect(arrangeNodes(placed, kinds, undefined, sizes)).toMatchObject({ edit: { operations: [] } });
  });

  it("leaves pinned boxes where they are, and covers none of them", () => {
    const moved = make(placed, moveNodes(placed, { b: { x: 1_000, y: 700 } }));
    const pinned = make(moved, pinPositions(moved, ["b"], true));
    const { positions } = make(pinned, arrangeNodes(pinned, kinds, undefined, sizes)).layout;
    expect(positions["b"]).toEqual({ x: 1_000, y: 700 });
    expect(positions["a"]!.x).toBeLessThan(1_000);
    expect(positions["c"]!.x).toBeGreaterThan(1_000);
  });

  it("lays out a selection where it stands", () => {
    const moved = make(placed, moveNodes(placed, { b: { x: 500, y: 500 }, c: { x: 520, y: 900 } }));
    const { positions } = make(moved, arrangeNodes(moved, kinds, ["b", "c"], sizes)).layout;
    expect(positions["a"]).toEqual(placed.layout.positions["a"]);
    expect(positions["b"]).toEqual({ x: 500, y: 500 });
    expect(positions["c"]).toEqual({ x: 788, y: 500 });
  });

  it("takes a collapsed group as one box of the size it is drawn in", () => {
    const grouped = make(placed, groupNodes(placed, ["b", "c"], { name: "Pair", collapsed: true }));
    const groupId = Object.keys(grouped.layout.groups!)[0]!;
    const small = new Map([...sizes, [groupId, { width: 120, height: 40 }]]);
    const after = make(grouped, arrangeNodes(grouped, kinds, undefined, small)).layout.positions;
    const before = placed.layout.positions;
    expect(after["c"]!.x - after["b"]!.x).toBe(before["c"]!.x - before["b"]!.x);
    expect(after["each"]!.x - after["b"]!.x).toBe(120 + 88);
  });

  it("takes a collapsed group as one box also where it holds a container and what is in it", () => {
    const grouped = make(placed, groupNodes(placed, ["c", "each", "inner"], { name: "Batch", collapsed: true }));
    const groupId = Object.keys(grouped.layout.groups!)[0]!;
    const wide = make(grouped, moveNodes(grouped, { each: { x: 3_000, y: 900 } }));
    const after = make(wide, arrangeNodes(wide, kinds, undefined, new Map([...sizes, [groupId, { width: 120, height: 40 }]])));
    const { b, c, each } = after.layout.positions;
    expect([each!.x - c!.x, each!.y - c!.y]).toEqual([
      3_000 - placed.layout.positions["c"]!.x,
      900 - placed.layout.positions["c"]!.y,
    ]);
    expect(c!.x - b!.x).toBe(200 + 88);
    expect(Math.abs(c!.y - b!.y)).toBe((60 - 40) / 2);
  });
});

describe("alignNodes", () => {
  const boxes = new Map([
    ["a", { x: 0, y: 0, width: 100, height: 50 }],
    ["b", { x: 130, y: 40, width: 200, height: 90 }],
    ["c", { x: 600, y: 10, width: 100, height: 50 }],
  ]);
  const at = (how: Parameters<typeof alignNodes>[2]) =>
    make(flow, alignNodes(flow, ["a", "b", "c"], how, boxes)).layout.positions;

  it("lines boxes up at an edge or their middles", () => {
    expect(Object.values(at("left")).map(({ x }) => x)).toEqual([0, 0, 0]);
    expect(Object.values(at("right")).map(({ x }) => x)).toEqual([600, 500, 600]);
    expect(Object.values(at("middle")).map(({ y }) => y)).toEqual([40, 20, 40]);
  });

  it("spreads boxes with equal gaps", () => {
    expect(Object.values(at("distributeX")).map(({ x }) => x)).toEqual([0, 250, 600]);
  });

  it("says what it needs", () => {
    expect(refusalOf(alignNodes(flow, ["a"], "left", boxes))).toContain("at least two");
    expect(refusalOf(alignNodes(flow, ["a", "b"], "distributeX", boxes))).toContain("at least three");
    expect(refusalOf(alignNodes(flow, ["a", "inner"], "left", new Map([...boxes, ["inner", boxes.get("a")!]])))).toContain(
      "different containers",
    );
  });
});

describe("setParent", () => {
  it("moves a node into a body and closes the chain it leaves", () => {
    const after = make(placed, setParent(placed, kinds, ["b"], "each", { b: { x: 30, y: 90 } }));
    expect(after.document.nodes[1]).toMatchObject({ id: "b", parent: "each" });
    expect(edgesOf(after)).toEqual(["a>c", "c>each"]);
    expect(after.layout.positions["b"]).toEqual({ x: 30, y: 90 });
  });

  it("moves a node out, and refuses what has no place", () => {
    expect(make(flow, setParent(flow, kinds, ["inner"], undefined)).document.nodes.at(-1)).not.toHaveProperty("parent");
    expect(refusalOf(setParent(flow, kinds, ["each"], "inner"))).toContain("inside of itself");
    expect(refusalOf(setParent(flow, kinds, ["a"], "each"))).toContain("trigger");
    expect(refusalOf(setParent(flow, kinds, ["b"], "c"))).toContain("no body");
    expect(refusalOf(setParent(flow, kinds, ["inner"], "each"))).toContain("there already");
  });
});

describe("groups and comments", () => {
  it("are made, changed and taken away", () => {
    const result = groupNodes(flow, ["a", "b"], { color: "blue" });
    const grouped = make(flow, result);
    const [id] = (result.ok && result.created) || [];
    expect(grouped.layout.groups).toEqual({ [id!]: { color: "blue", name: "Group 1", nodes: ["a", "b"] } });
    expect(refusalOf(groupNodes(grouped, ["b", "a"]))).toContain("exactly these nodes");
    const folded = make(grouped, setGroup(grouped, id!, { collapsed: true, color: undefined }));
    expect(folded.layout.groups?.[id!]).toEqual({ name: "Group 1", nodes: ["a", "b"], collapsed: true });
    expect(refusalOf(setGroup(grouped, id!, { name: "" }))).toContain("cannot be changed so");
    expect(make(grouped, ungroupNodes(grouped, id!)).layout).toEqual({ positions: {} });
  });

  it("on a field stay with it when its node gets another id, and go with the node", () => {
    const said = { on: { node: "b", field: "config/expression" }, text: "Why?", author: "Ana", at: "2026-11-21T08:00:00Z" };
    const commented = make(flow, addComment(flow, said));
    const renamed = make(commented, renameNode(commented, kinds, "b", "price"));
    expect(Object.values(renamed.layout.comments!)[0]!.on).toEqual({ node: "price", field: "config/expression" });
    expect(make(renamed, removeNodes(renamed, kinds, ["price"])).layout.comments ?? {}).toEqual({});
  });

  it("are answered and deleted", () => {
    const said = { on: { node: "a" }, text: " Why? ", author: "Ana", at: "2026-11-21T08:00:00Z" };
    const result = addComment(flow, said);
    const commented = make(flow, result);
    const [id] = (result.ok && result.created) || [];
    expect(commented.layout.comments?.[id!]).toEqual({ ...said, text: "Why?" });
    const resolved = make(commented, resolveComment(commented, id!));
    expect(resolved.layout.comments?.[id!]?.resolved).toBe(true);
    expect(make(resolved, resolveComment(resolved, id!, false)).layout.comments?.[id!]).not.toHaveProperty("resolved");
    expect(make(commented, removeComment(commented, id!)).layout).toEqual({ positions: {} });
    expect(refusalOf(addComment(flow, { ...said, text: " " }))).toContain("cannot be kept");
  });
});
