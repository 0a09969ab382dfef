import { describe, expect, it } from "vitest";
import type { BundledMapping } from "../../expression/mappings/mapping-bundle.ts";
import { brokenPromise, compareVersions, inferredOutputSchema } from "./compatibility.ts";

const input = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "string" },
    note: { type: "string" },
    lines: { type: "array", items: { type: "object", required: ["qty"], properties: { qty: { type: "number" } } } },
  },
};

const version = (expression: string, more: Partial<BundledMapping> = {}): BundledMapping => ({ expression, input, ...more });

describe("compareVersions", () => {
  it("finds nothing where a version only gives more", () => {
    expect(compareVersions(version('{ "id": input.id }'), version('{ "id": input.id, "n": 1 }'))).toEqual({
      isBreaking: false,
      reasons: [],
    });
    expect(compareVersions(version('{ "kind": "a" }'), version('{ "kind": "b" }')).isBreaking).toBe(false);
  });

  it("says which field of the result is gone, may be missing, or is of another kind", () => {
    const before = version('{ "id": input.id, "total": 1, "sum": 2 }');
    expect(compareVersions(before, version('{ "id": input.note, "total": "1" }')).reasons).toEqual([
      '"id" of the result may be missing now.',
      '"total" of the result was a number, and may be text now.',
      '"sum" of the result is gone.',
    ]);
  });

  it("says so also of a field that was there only now and then", () => {
    const before = version('{ "note": input.note, "at": { "first": input.lines[0].qty } }');
    expect(compareVersions(before, version('{ "sum": 1, "at": {} }')).reasons).toEqual([
      '"note" of the result is gone.',
      '"at.first" of the result is gone.',
    ]);
  });

  it("says what it takes less than before", () => {
    const before = version("input.id");
    const narrowed = {
      ...input,
      required: ["id", "note", "customer"],
      properties: { ...input.properties, id: { type: "number" }, customer: { type: "object" } },
    };
    expect(compareVersions(before, { expression: "1", input: narrowed }).reasons).toEqual([
      '"id" of the input could be text, and must be a number now.',
      '"note" of the input could be missing, and is required now.',
      '"customer" of the input is required now.',
      "The result was text, and may be a number now.",
    ]);
    expect(compareVersions({ expression: "1" }, { expression: "1", input }).reasons).toEqual([
      "The input could be anything, and must be an object now.",
    ]);
  });

  it("breaks nothing when it takes more than before", () => {
    expect(compareVersions(version("1"), { expression: "1" }).isBreaking).toBe(false);
    expect(compareVersions(version("1"), version("1", { input: { ...input, required: [] } })).isBreaking).toBe(false);
  });

  it("looks inside lists", () => {
    const withQty = (type: string) =>
      version("input.lines", {
        output: { type: "array", items: { type: "object", required: ["qty"], properties: { qty: { type } } } },
      });
    expect(compareVersions(withQty("number"), withQty("string")).reasons).toEqual([
      '"[].qty" of the result was a number, and may be text now.',
    ]);
  });

  it("follows the mappings that a mapping uses", () => {
    const bundle = { "id@1": { expression: "input.id", input }, "id@2": { expression: "1", input } };
    const [before, after] = [version('$useMapping("id@1", input)'), version('$useMapping("id@2", input)')];
    expect(compareVersions(before, after, bundle).reasons).toEqual(["The result was text, and may be a number now."]);
  });
});

describe("the type of a mapping", () => {
  it("is shown by its expression", () => {
    expect(inferredOutputSchema(version('{ "id": input.id }'))).toMatchObject({
      properties: { id: { type: "string" } },
      required: ["id"],
    });
  });

  it("must be able to be what it promises", () => {
    expect(brokenPromise(version("input.id", { output: { type: "number" } }), {})).toBe(
      "The result does not fit its schema: it should be a number and is text.",
    );
    expect(brokenPromise(version("input.any", { output: { type: "number" } }), {})).toBeUndefined();
  });
});
