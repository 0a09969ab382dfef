import { describe, expect, it } from "vitest";
import type { JsonObject } from "#engine/core/json.ts";
import { addProperty, propertiesOf, removeProperty, renameProperty, setRequired, setType } from "./schema-properties.ts";

const order: JsonObject = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "string", minLength: 1, title: "Order number" },
    lines: { type: "array", minItems: 1, items: { $ref: "#/schemas/Line" } },
    odd: { anyOf: [{ type: "string" }, { type: "null" }] },
  },
};

describe("properties of a schema", () => {
  it("are listed with their type, and what has no word for it is other", () => {
    expect(propertiesOf(order).map(({ name, type, isList, required }) => [name, type, isList, required])).toEqual([
      ["id", "string", false, true],
      ["lines", "ref:Line", true, false],
      ["odd", "other", false, false],
    ]);
  });

  it("keep their words and drop limits of the old type when the type changes", () => {
    expect(setType(order, "id", "integer", false)["properties"]).toMatchObject({
      id: { type: "integer", title: "Order number" },
    });
    expect(setType(order, "id", "integer", false)["properties"]).not.toHaveProperty("id.minLength");
    expect(setType(order, "id", "date", false)["properties"]).toHaveProperty("id", {
      type: "string",
      format: "date",
      title: "Order number",
    });
  });

  it("become lists and single values without losing what they hold", () => {
    const listed = setType(order, "id", "string", true);
    expect(listed["properties"]).toHaveProperty("id", {
      type: "array",
      items: { type: "string", minLength: 1 },
      title: "Order number",
    });
    expect(setType(listed, "id", "string", false)["properties"]).toHaveProperty("id.minLength", 1);
  });

  it("are renamed in place and stay required; a taken name is refused", () => {
    const renamed = renameProperty(order, "id", "number")!;
    expect(Object.keys(renamed["properties"]!)).toEqual(["number", "lines", "odd"]);
    expect(renamed["required"]).toEqual(["number"]);
    expect(renameProperty(order, "id", "lines")).toBeUndefined();
    expect(renameProperty(order, "id", "")).toBeUndefined();
  });

  it("are added under a free name and removed with what is said of them", () => {
    const { schema, name } = addProperty(order);
    expect(name).toBe("field1");
    expect(removeProperty(schema, "field1")).toEqual(order);
    expect(removeProperty(order, "id")).not.toHaveProperty("required");
    expect(setRequired(order, "lines", true)["required"]).toEqual(["id", "lines"]);
  });
});
