import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { JsonObject } from "../../json.ts";
import { checkSchema } from "../../schema/check-schema.ts";
import { isOpenApi, listOperations, schemaOfOperation } from "./read-openapi.ts";

const shop = parse(`
openapi: 3.0.3
info: { title: Shop, version: "1" }
paths:
  /orders/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
      - { $ref: "#/components/parameters/Trace" }
    get:
      operationId: getOrder
      summary: One order
      responses:
        "200": { $ref: "#/components/responses/Order" }
        "404": { description: none }
    put:
      parameters: [{ name: id, in: path, required: true, description: Order number, schema: { type: integer } }]
      requestBody: { content: { text/plain: { schema: { type: string } }, application/vnd.shop+json: { schema: { $ref: "#/components/schemas/Order" } } } }
      responses: { default: { content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Category" } } } } } }
components:
  parameters: { Trace: { name: X-Trace, in: header, schema: { type: string } } }
  responses: { Order: { description: ok, content: { application/json; charset=utf-8: { schema: { $ref: "#/components/schemas/Order" } } } } }
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: { type: string }
        total: { type: number, minimum: 0, exclusiveMinimum: true, example: 3 }
        note: { type: string, nullable: true, enum: [a, b] }
        category: { $ref: "#/components/schemas/Category" }
        example: { type: string }
    Category: { type: object, properties: { name: { type: string }, parent: { $ref: "#/components/schemas/Category", nullable: true } } }
`) as JsonObject;

describe("reading OpenAPI", () => {
  it("lists operations with what they have schemas for", () => {
    expect(listOperations(shop)).toEqual([
      {
        id: "getOrder",
        method: "GET",
        path: "/orders/{id}",
        summary: "One order",
        parts: [{ type: "parameters" }, { type: "response", status: "200" }],
      },
      {
        id: "PUT /orders/{id}",
        method: "PUT",
        path: "/orders/{id}",
        parts: [{ type: "request" }, { type: "parameters" }, { type: "response", status: "default" }],
      },
    ]);
  });

  it("takes out a schema that is complete in itself and speaks 2020-12", () => {
    const schema = schemaOfOperation(shop, { method: "GET", path: "/orders/{id}" }, { type: "response", status: "200" })!;
    expect(schema).toMatchObject({ $ref: "#/$defs/Order" });
    expect(JSON.stringify(schema)).not.toContain("components");
    const definitions = schema["$defs"] as Record<string, JsonObject>;
    expect(definitions["Order"]!["properties"]).toEqual({
      id: { type: "string" },
      total: { type: "number", exclusiveMinimum: 0 },
      note: { type: ["string", "null"], enum: ["a", "b", null] },
      category: { $ref: "#/$defs/Category" },
      example: { type: "string" },
    });
    expect(checkSchema(schema, {}, { id: "1", note: null, category: { name: "a", parent: null } })).toEqual([]);
    expect(checkSchema(schema, {}, { id: "1", total: 0 })).toHaveLength(1);
  });

  it("makes one object of the parameters, the operation's own before those of the path", () => {
    expect(schemaOfOperation(shop, { method: "PUT", path: "/orders/{id}" }, { type: "parameters" })).toEqual({
      type: "object",
      properties: { id: { type: "integer", description: "Order number" }, "X-Trace": { type: "string" } },
      required: ["id"],
    });
  });

  it("prefers any JSON to other content", () => {
    expect(schemaOfOperation(shop, { method: "PUT", path: "/orders/{id}" }, { type: "request" })).toMatchObject({
      $ref: "#/$defs/Order",
    });
  });

  it("ends where references lead nowhere or in circles", () => {
    const broken: JsonObject = {
      openapi: "3.1.0",
      paths: {
        "/a": { $ref: "#/paths/~1b" },
        "/b": { $ref: "#/paths/~1a" },
        "/c": { get: { responses: { 200: { content: { "application/json": { schema: { $ref: "other.yaml#/X" } } } } } } },
      },
    };
    expect(listOperations(broken).map(({ id }) => id)).toEqual(["GET /c"]);
    expect(schemaOfOperation(broken, { method: "GET", path: "/a" }, { type: "request" })).toBeUndefined();
  });

  it("knows an OpenAPI document from other JSON", () => {
    expect([shop, { swagger: "2.0" }, { type: "object" }, [], null].map(isOpenApi)).toEqual([true, false, false, false, false]);
  });
});
