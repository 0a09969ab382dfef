import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { exampleValue } from "./example-value.ts";

describe("exampleValue", () => {
  it("fills in what a schema that contains itself has, some levels deep", () => {
    const tree: JsonObject = { type: "object", properties: { name: { type: "string" }, parent: { $ref: "#/schemas/Tree" } } };
    expect(exampleValue({ $ref: "#/schemas/Tree" }, { Tree: tree })).toMatchObject({
      name: "name-1001",
      parent: { name: "name-1001", parent: { name: "name-1001" } },
    });
  });

  it("goes less deep where that would be thousands of values, and leaves no field out", () => {
    const fields = Array.from({ length: 5_000 }, (_, index): [string, JsonObject] => [
      `field${index}`,
      index % 7 === 0 ? { $ref: "#/schemas/Big" } : { type: "string" },
    ]);
    const example = exampleValue({ $ref: "#/schemas/Big" }, { Big: { type: "object", properties: Object.fromEntries(fields) } });
    expect(Object.keys(example as JsonObject)).toHaveLength(5_000);
    expect(example).toMatchObject({ field0: {}, field1: "field1-1001", field4999: "field4999-1001" });
  });
});
