import { describe, expect, it } from "vitest";
import { check, flowOf } from "../rule-fixtures.ts";
import { jsonSchemas } from "./json-schemas.ts";

const schemas = {
  Order: { type: "object", properties: { lines: { type: "array", items: { $ref: "#/schemas/Line" } } } },
  Line: { type: "object" },
};

describe("jsonSchemas", () => {
  it("accepts schemas that refer to each other", () => {
    const flow = flowOf(
      [{ id: "c", kind: "check", config: { contract: { $ref: "#/schemas/Line" } } }, "m:map", "x:unknown"],
      [],
      { schemas, input: { $ref: "#/schemas/Order" } },
    );
    expect(check(jsonSchemas, flow)).toEqual([]);
  });

  it("reports references to schemas the flow does not have", () => {
    const flow = flowOf([{ id: "c", kind: "check", config: { contract: { $ref: "#/schemas/Lines" } } }], [], {
      schemas,
      input: { $ref: "#/schemas/Ordr" },
    });
    expect(check(jsonSchemas, flow)).toMatchObject([
      {
        code: "flow/unknown-schema",
        path: "/input/$ref",
        message: 'The input contract at /$ref refers to a schema "Ordr" that the flow does not have.',
      },
      { code: "flow/unknown-schema", path: "/nodes/0/config/contract/$ref", nodeId: "c" },
    ]);
  });

  it("reports schemas that are none", () => {
    expect(check(jsonSchemas, flowOf(["m:map"], [], { schemas: { Order: { type: "objct" } } }))).toMatchObject([
      { code: "flow/invalid-schema", path: "/schemas/Order/type", fix: "Correct the schema; it is JSON Schema 2020-12." },
    ]);
    expect(check(jsonSchemas, flowOf(["m:map"], [], { input: { $ref: "#/schemas/X" } }))[0]?.fix).toBe(
      'Add "X" under "schemas", or correct the name.',
    );
  });

  it("leaves config that is not a schema at all to the kind", () => {
    expect(check(jsonSchemas, flowOf([{ id: "c", kind: "check", config: { contract: "=x" } }], []))).toEqual([]);
  });
});
