import { describe, expect, it } from "vitest";
import { sortDetails } from "./figures.ts";

describe("sortDetails", () => {
  it("shows numbers as figures, short values as facts, lists as tables and structures as a tree", () => {
    const sorted = sortDetails({
      order: "A-1",
      totalAmount: 1250.5,
      currency: "EUR",
      express: true,
      lines: [{ sku: "x", qty: 2 }, { sku: "y" }],
      origin: { shop: 4 },
    });
    expect(sorted.figures).toEqual([{ label: "Total amount", text: "1,250.5 EUR" }]);
    expect(sorted.facts).toEqual([
      { label: "Order", text: "A-1" },
      { label: "Express", text: "yes" },
    ]);
    expect(sorted.tables).toEqual([
      {
        label: "Lines",
        columns: ["Sku", "Qty"],
        rows: [
          [
            { text: "x", isNumber: false },
            { text: "2", isNumber: true },
          ],
          [
            { text: "y", isNumber: false },
            { text: "", isNumber: false },
          ],
        ],
      },
    ]);
    expect(sorted.rest).toEqual({ origin: { shop: 4 } });
  });

  it("shows what is not an object as it is", () => {
    expect(sortDetails("all of it")).toEqual({ figures: [], facts: [], tables: [], rest: "all of it" });
  });
});
