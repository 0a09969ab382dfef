import { describe, expect, it } from "vitest";
import { checkSchema } from "./check-schema.ts";
import { selfContainedSchema } from "./self-contained-schema.ts";

const schemas = {
  Claim: {
    type: "object",
    title: "Claim",
    required: ["lines"],
    properties: { lines: { type: "array", items: { $ref: "#/schemas/Line" } } },
  },
  Line: {
    type: "object",
    required: ["price"],
    properties: { price: { $ref: "#/$defs/Money" } },
    $defs: { Money: { minimum: 0 } },
  },
  Node: { type: "object", properties: { next: { $ref: "#" }, other: { $ref: "#/schemas/Node" } } },
};

const messages = (schema: object, value: unknown) =>
  checkSchema(selfContainedSchema(schema as never, schemas), {}, value as never).map(({ path, message }) => `${path} ${message}`);

describe("selfContainedSchema", () => {
  it("leaves a schema that refers to nothing as it is", () => {
    const schema = { type: "object", properties: { a: { enum: [{ $ref: "#/schemas/Line" }] } } };
    expect(selfContainedSchema(schema, schemas)).toEqual(schema);
  });

  it("puts the schema a reference means at the top", () => {
    expect(selfContainedSchema({ $ref: "#/schemas/Claim" }, schemas)).toMatchObject({ title: "Claim", type: "object" });
  });

  it("checks as the flow does, without the flow", () => {
    expect(messages({ $ref: "#/schemas/Claim" }, { lines: [{ price: 1 }, { price: -1 }, {}] })).toEqual([
      "/lines/1/price is not valid: -1 is less than 0",
      '/lines/2 has no "price", which is required',
    ]);
    expect(messages({ properties: { line: { $ref: "#/schemas/Line" } } }, { line: {} })).toHaveLength(1);
  });

  it("carries schemas that contain themselves once", () => {
    expect(messages({ $ref: "#/schemas/Node" }, { next: { other: { next: 7 } } })).toHaveLength(1);
  });

  it("keeps definitions that the schema brought along", () => {
    const schema = {
      properties: { a: { $ref: "#/$defs/Small" }, b: { $ref: "#/schemas/Line" } },
      $defs: { Small: { maximum: 3 }, Line: true },
    };
    expect(messages(schema, { a: 4, b: {} })).toHaveLength(2);
  });
});
