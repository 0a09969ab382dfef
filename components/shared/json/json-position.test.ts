import { describe, expect, it } from "vitest";
import { lineAndColumn, locatePointer } from "./json-position.ts";

const text = JSON.stringify({ id: 'a "quoted" {id}', "a/b": [1, { qty: -2.5e3 }], empty: {}, last: null }, null, 2);
const at = (pointer: string): string => {
  const { from, to } = locatePointer(text, pointer);
  return text.slice(from, to);
};

describe("locatePointer", () => {
  it("finds values in objects and lists, past strings with quotes and braces", () => {
    expect(at("/id")).toBe('"a \\"quoted\\" {id}"');
    expect(at("/a~1b/1/qty")).toBe("-2500");
    expect(at("/last")).toBe("null");
    expect(at("")).toBe(text);
  });

  it("leads to what should hold a missing field", () => {
    expect(at("/empty/price")).toBe("{}");
    expect(at("/a~1b/7/qty")).toContain("-2500");
  });
});

describe("lineAndColumn", () => {
  it("counts from 1", () => {
    expect(lineAndColumn("ab\ncd", 4)).toEqual({ line: 2, column: 2 });
    expect(lineAndColumn("ab", 0)).toEqual({ line: 1, column: 1 });
  });
});
