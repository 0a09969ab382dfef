import { expect, it } from "vitest";
import { neighborsInWords } from "./neighbor-words.ts";

const labels = new Map([
  ["price", "Price the order"],
  ["ask", "Approve"],
  ["charge", "Charge"],
  ["refund", "Refund"],
]);
const line = (from: string, to: string, label?: string) => ({
  ...{ from, to, kind: "flow" as const },
  ...(label === undefined ? {} : { label }),
});

it("names what comes before a node, and where each output leads", () => {
  expect(neighborsInWords(labels, [line("price", "size")], [line("size", "ask", "large"), line("size", "charge", "small")])).toBe(
    "After Price the order. Leads to Approve (large) and Charge (small).",
  );
});

it("tells failures and undoing from what simply follows", () => {
  const leaving = [
    { from: "charge", to: "ask", kind: "error", label: "on error" },
    { from: "charge", to: "refund", kind: "compensation", label: "undo" },
  ] as const;
  expect(neighborsInWords(labels, [], leaving)).toBe("On error to Approve. Undone by Refund.");
  expect(neighborsInWords(labels, [leaving[1]], [])).toBe("Undoes Charge.");
});

it("says nothing of a node that stands alone", () => {
  expect(neighborsInWords(labels, [], [])).toBe("");
});
