import { describe, expect, it } from "vitest";
import { validateInput } from "./validate-input.ts";

const flow = {
  id: "orders",
  input: { $ref: "#/schemas/Order" },
  schemas: {
    Order: {
      type: "object",
      required: ["id"],
      properties: { id: { type: "string" }, lines: { type: "array", items: { $ref: "#/schemas/Line" } } },
    },
    Line: { type: "object", properties: { price: { type: "number" } } },
  },
};

describe("validateInput", () => {
  it("accepts what fits, and everything where there is no contract", () => {
    expect(validateInput({ id: "A-1", lines: [{ price: 1 }] }, flow)).toEqual([]);
    expect(validateInput(null, { id: "open" })).toEqual([]);
    expect(validateInput("x", { id: "open", input: { type: "string" } })).toEqual([]);
  });

  it("names the field, what is expected and what was there", () => {
    expect(validateInput({ id: "A-1", lines: [{ price: "ten" }] }, flow)).toEqual([
      {
        code: "input/invalid",
        severity: "error",
        message: 'Input field /lines/0/price must be of type number, got "ten".',
        fix: 'Change the input so that it fits the contract of flow "orders".',
        path: "/lines/0/price",
      },
    ]);
  });

  it("says which field is missing", () => {
    expect(validateInput({}, flow)).toMatchObject([
      { message: 'The input has no "id", which is required.', fix: "Add the field to the input.", path: "" },
    ]);
  });
});
