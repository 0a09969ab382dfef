import { expect, it } from "vitest";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { complete, narrowCompletions } from "./narrow-completions.ts";

const schema = {
  type: "object",
  properties: {
    input: {
      type: "object",
      properties: {
        id: { type: "string" },
        "order no": { type: "string" },
        lines: { type: "array", items: { type: "object", properties: { price: { type: "number" } } } },
      },
    },
    steps: { type: "object", properties: { price: { type: "object", properties: { total: { type: "number" } } } } },
  },
};
const scope = { tree: openSchemaTree(schema) };
const at = (source: string) => narrowCompletions(source, source.length, scope).map(({ label }) => label);

it("offers the fields of what stands before the caret", () => {
  expect(at("")).toEqual(["input", "steps"]);
  expect(at("input.")).toEqual(["id", "order no", "lines"]);
  expect(at("input.lines.")).toEqual(["price"]);
  expect(at("steps.price.t")).toEqual(["total"]);
});

it("puts what begins with the typed text before what holds it, and nothing when it is complete", () => {
  expect(at("$su")[0]).toBe("$substring");
  expect(at("$su")).toContain("$sum");
  expect(at("pri")).not.toContain("$sum");
  expect(at("input.id")).toEqual([]);
});

it("offers nothing inside text", () => {
  expect(at('"inp')).toEqual([]);
});

it("takes over a completion, quoted where the name needs it", () => {
  const item = narrowCompletions("input.ord", 9, scope)[0]!;
  expect(complete("input.ord & 1", item)).toEqual({ source: "input.`order no` & 1", caret: 16 });
});
