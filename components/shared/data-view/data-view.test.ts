import jsonata from "jsonata";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "#engine/core/json.ts";
import { dataRows, keyOf } from "./data-rows.ts";
import { tableShape } from "./data-table-shape.ts";
import { jsonataPath, type DataPath } from "./jsonata-path.ts";

describe("the path of a place in the data", () => {
  const data = { lines: [{ "unit price": 3, or: 4, "a`b": 5, "": 6 }] };
  const places: readonly (readonly [DataPath, string, number])[] = [
    [["lines", 0, "unit price"], "lines[0].`unit price`", 3],
    [["lines", 0, "or"], "lines[0].`or`", 4],
    [["lines", 0, "a`b"], 'lines[0].$lookup($, "a`b")', 5],
  ];
  it.each(places)("is JSONata that finds it: %j", async (path, text, value) => {
    expect(jsonataPath("", path)).toBe(text);
    expect(await jsonata(text).evaluate(data)).toBe(value);
  });

  it("begins with where the data is", () => {
    expect(jsonataPath("steps.price", ["total"])).toBe("steps.price.total");
    expect(jsonataPath("", [])).toBe("$");
    expect(jsonataPath("", [2])).toBe("$[2]");
  });
});

describe("data as a tree", () => {
  it("opens the upper levels and what a person opens", () => {
    const value: JsonValue = { a: { b: { c: 1 } }, list: [1, 2] };
    const names = (toggled = new Map<string, boolean>()) =>
      dataRows(value, toggled).map(({ name, depth }) => `${depth}${name ?? ""}`);
    expect(names()).toEqual(["0", "1a", "2b", "1list", "20", "21"]);
    expect(
      names(
        new Map([
          [keyOf(["a", "b"]), true],
          [keyOf(["list"]), false],
        ]),
      ),
    ).toEqual(["0", "1a", "2b", "3c", "1list"]);
  });

  it("does not go into a long list until it is opened", () => {
    const value: JsonValue = { long: Array.from({ length: 100_000 }, (_, index) => index) };
    expect(dataRows(value, new Map())).toHaveLength(2);
    expect(dataRows(value, new Map([[keyOf(["long"]), true]]))).toHaveLength(100_002);
  });
});

describe("data as a table", () => {
  it("is the longest list of objects, with a column for each of their members", () => {
    const shape = tableShape({ short: [{ x: 1 }], lines: [{ sku: "A" }, { sku: "B", qty: 2 }], mixed: [1, {}, {}] });
    expect(shape).toMatchObject({ path: ["lines"], columns: ["sku", "qty"] });
    expect(tableShape([{ a: 1 }])).toMatchObject({ path: [] });
    expect(tableShape({ a: [] })).toBeUndefined();
    expect(tableShape("text")).toBeUndefined();
  });
});
