import { expect, it } from "vitest";
import type { ImportedElement, ImportOutcome } from "#engine/core/import/import-result.ts";
import { accountingText, accountsOf, marksOf } from "./accounting.ts";

const element = (id: string, outcome: ImportOutcome, note?: string, nodeIds: readonly string[] = [id]): ImportedElement => ({
  ...{ id, name: id, type: "task", outcome, nodeIds },
  ...(note === undefined ? {} : { note }),
});
const elements = [
  element("a", "translated"),
  element("b", "translated", "Set up crm."),
  element("c", "approximated", "Waits."),
  element("d", "unsupported", "No counterpart."),
];

it("what asks for work comes first, and every element is there once", () => {
  expect(accountsOf(elements).map(({ outcome, elements: those }) => [outcome, ...those.map(({ id }) => id)])).toEqual([
    ["unsupported", "d"],
    ["approximated", "c"],
    ["translated", "b", "a"],
  ]);
});

it("the accounting is one line", () => {
  expect(accountingText(elements)).toBe("2 translated, 1 approximated, 1 not translated.");
  expect(accountingText(elements.slice(0, 2))).toBe("All 2 elements are translated.");
  expect(accountingText(elements.slice(0, 1))).toBe("Its one element is translated.");
  expect(accountingText([])).toBe("The file holds no elements.");
});

it("the preview marks what asks for work, and the worst where elements share a node", () => {
  const marks = marksOf([...elements, element("e", "approximated", "Waits.", ["d"])]);
  expect(Object.entries(marks.nodes).map(([id, { word }]) => [id, word])).toEqual([
    ["c", "Approximated"],
    ["d", "Not translated"],
  ]);
});
