import { describe, expect, it } from "vitest";
import { sortDetails } from "./figures.ts";

describe("sortDetails", () => {
  it("shows numbers as figures, short values as facts and structures as a tree", () => {
    const sorted = sortDetails({ order: "A-1", totalAmount: 1250.5, currency: "EUR", express: true, lines: [{ sku: "x" }] });
    expect(sorted.figures).toEqual([{ label: "Total amount", text: "1,250.5 EUR" }]);
    expect(sorted.facts).toEqual([
      { label: "Order", text: "A-1" },
      { label: "Express", text: "yes" },
    ]);
    expect(sorted.rest).toEqual({ lines: [{ sku: "x" }] });
  });

  it("shows what is not an object as it is", () => {
    expect(sortDetails("all of it")).toEqual({ figures: [], facts: [], rest: "all of it" });
  });
});
