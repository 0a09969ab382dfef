import { expect, it } from "vitest";
import type { FlowPlan } from "../compile/flow-plan.ts";
import { append, emptyList, type ChunkedList } from "./chunked-list.ts";
import type { UndoEntry } from "./run-state.ts";
import { entriesToBegin } from "./side-by-side.ts";

const planOf = (atMost: number | undefined): FlowPlan =>
  ({
    bodies: { each: { entries: [], ...(atMost === undefined ? {} : { undo: { of: "turns", atMost } }) } },
  }) as unknown as FlowPlan;

/** A step of each item named, the oldest first. */
const stackOf = (items: readonly number[]): ChunkedList<UndoEntry> =>
  items
    .map((item, index): UndoEntry => {
      const [seq, within] = [index + 1, [`each#1/${item}`]];
      return { nodeId: "book", visit: seq, seq, within, output: null, by: [], nowMs: 0 };
    })
    .reduce<ChunkedList<UndoEntry>>(append, emptyList);

const begun = (plan: FlowPlan, items: readonly number[], isWanted: (entry: UndoEntry) => boolean = () => true) =>
  entriesToBegin(plan, stackOf(items), [], isWanted).map(({ seq }) => seq);

it("begins the newest of as many items as there is room for", () => {
  expect(begun(planOf(undefined), [0, 1, 2])).toEqual([3]);
  expect(begun(planOf(2), [0, 1, 2, 2])).toEqual([4, 2]);
});

it("looks past an item that did much, but not past one that did so much that looking would cost too much", () => {
  const behind = (steps: number) => [0, ...new Array<number>(steps).fill(1)];
  expect(begun(planOf(5), behind(900))).toEqual([901, 1]);
  expect(begun(planOf(5), behind(1_100))).toEqual([1_101]);
});

it("finds the one that is wanted however deep it lies, as long as nothing is in hand", () => {
  const stack = Array.from({ length: 3_000 }, () => 0);
  expect(begun(planOf(undefined), stack, ({ seq }) => seq === 5)).toEqual([5]);
  expect(begun(planOf(5), stack, ({ seq }) => seq === 5)).toEqual([5]);
});

it("treats what does not say its turn, as entries of old runs do, as one item", () => {
  const old = stackOf([0, 1, 2]).last.map((entry): UndoEntry => ({ ...entry, within: ["each#1"] }));
  const stack = old.reduce<ChunkedList<UndoEntry>>(append, emptyList);
  expect(entriesToBegin(planOf(5), stack, [], () => true).map(({ seq }) => seq)).toEqual([3]);
});
