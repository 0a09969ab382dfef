import { describe, expect, it } from "vitest";
import { readCsv } from "./read-csv.ts";

describe("readCsv", () => {
  it("finds the delimiter, the header and the types of columns", () => {
    const sample = readCsv("sku;qty;price;active;zip;since\nA-1;3;9.50;true;01067;2024-01-31\nB-2;;10;FALSE;10115;2024-02-01\n");
    expect(sample).toMatchObject({ delimiter: ";", hasHeader: true, problems: [] });
    expect(sample.rows).toEqual([
      { sku: "A-1", qty: 3, price: 9.5, active: true, zip: "01067", since: "2024-01-31" },
      { sku: "B-2", qty: null, price: 10, active: false, zip: "10115", since: "2024-02-01" },
    ]);
    expect(sample.inferred.schema).toMatchObject({
      type: "array",
      items: { properties: { qty: { type: ["integer", "null"] }, zip: { type: "string" }, since: { format: "date" } } },
    });
  });

  it("numbers columns without a header, and takes quoted line ends", () => {
    const sample = readCsv('1,"two\nlines"\n3,four\n');
    expect(sample).toMatchObject({ hasHeader: false, rows: [{ column1: 1, column2: "two\nlines" }, { column1: 3 }] });
  });

  it("keeps apart columns of the same name", () => {
    expect(readCsv("name,name\na,b\n", { hasHeader: true }).rows).toEqual([{ name: "a", "name 2": "b" }]);
  });

  it("tells which rows have the wrong number of cells", () => {
    expect(readCsv("id,name\n1,a\n2\n").problems).toEqual(["Row 3 has 1 cells; the header has 2."]);
  });

  it("reads nothing from nothing", () => {
    expect(readCsv("")).toMatchObject({ rows: [], hasHeader: false, inferred: { schema: { type: "array" } } });
  });
});
