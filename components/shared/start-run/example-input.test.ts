import { Validator, type Schema } from "@cfworker/json-schema";
import { describe, expect, it } from "vitest";
import { flowDocumentSchema } from "#engine/core/flow/flow-document.ts";
import { exampleInput } from "./example-input.ts";

const document = (input: object, schemas: object = {}) =>
  flowDocumentSchema.parse({
    omnilink: 1,
    id: "f",
    name: "F",
    input,
    schemas,
    nodes: [{ id: "start", kind: "trigger.manual" }],
    edges: [],
  });

const Order = {
  type: "object",
  required: ["id", "lines"],
  properties: {
    id: { type: "string", minLength: 1 },
    placed: { type: "string", format: "date-time" },
    lines: { type: "array", minItems: 1, items: { $ref: "#/schemas/Line" } },
  },
};
const Line = {
  type: "object",
  required: ["sku", "price", "qty"],
  properties: { sku: { type: "string" }, price: { type: "number", minimum: 0 }, qty: { type: "integer", minimum: 5 } },
};

describe("exampleInput", () => {
  it("fits the contract, references included", () => {
    const example = exampleInput(document({ $ref: "#/schemas/Order" }, { Order, Line }));
    const contract = {
      ...Order,
      properties: { ...Order.properties, lines: { type: "array", minItems: 1, items: Line } },
    };
    expect(new Validator(contract as Schema, "2020-12").validate(example).valid).toBe(true);
    expect(example).toMatchObject({ id: "order-1001", lines: [{ sku: "sku-1001", qty: 5 }] });
  });

  it("prefers examples and defaults of the schema", () => {
    const properties = {
      size: { enum: ["S", "M"] },
      name: { type: "string", examples: ["Ana"] },
      count: { type: "integer", default: 7 },
    };
    expect(exampleInput(document({ type: "object", properties }))).toEqual({ size: "S", name: "Ana", count: 7 });
  });

  it("ends on a schema that contains itself", () => {
    const Tree = { type: "object", properties: { children: { type: "array", items: { $ref: "#/schemas/Tree" } } } };
    expect(JSON.stringify(exampleInput(document({ $ref: "#/schemas/Tree" }, { Tree }))).length).toBeLessThan(500);
  });

  it("is an empty object without a contract", () => {
    const { input: _input, ...rest } = document({});
    expect(exampleInput(rest)).toEqual({});
  });
});
