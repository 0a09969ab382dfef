import { describe, expect, it } from "vitest";
import { searchValues } from "./search-values.ts";

const fields = {
  customer: "input.customer.id",
  total: "$sum(input.lines.price)",
  isLarge: "$sum(input.lines.price) > 100",
};

describe("searchValues", () => {
  it("works texts, numbers and booleans out of the input, as text", async () => {
    const input = { customer: { id: "ACME" }, lines: [{ price: 80 }, { price: 40.5 }] };
    expect(await searchValues(fields, input)).toEqual({ customer: "ACME", total: "120.5", isLarge: "true" });
  });

  it("leaves out what the input does not say, what is no single value, and what fails", async () => {
    expect(
      await searchValues(
        { a: "input.missing", b: "input.list", c: "$error('no')", d: "input.empty" },
        { list: [1, 2], empty: "" },
      ),
    ).toBe(undefined);
    expect(await searchValues({ a: "input.missing", b: "input.id" }, { id: 7 })).toEqual({ b: "7" });
  });

  it("keeps the beginning of long text, also where it cuts a character in two", async () => {
    const values = await searchValues({ text: "input" }, `${"x".repeat(199)}\u{1F600}`);
    expect(values?.["text"]).toHaveLength(200);
    expect(values?.["text"]?.isWellFormed()).toBe(true);
  });

  it("is nothing for a flow that declares nothing", async () => expect(await searchValues(undefined, {})).toBeUndefined());
});
