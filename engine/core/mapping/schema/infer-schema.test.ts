import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../json.ts";
import { checkSchema } from "../../schema/check-schema.ts";
import { inferSchema } from "./infer-schema.ts";

const people: JsonValue[] = Array.from({ length: 12 }, (_, index) => ({
  id: `0000000${index % 10}-1111-4222-8333-44444444444${index % 10}`,
  email: `user${index}@example.com`,
  age: 20 + index,
  height: index % 3 === 0 ? 2 : 1.5 + index / 100,
  plan: ["free", "team", "enterprise"][index % 3]!,
  joined: `2024-0${1 + (index % 9)}-11T10:00:00Z`,
  born: "1990-02-28",
  nickname: index % 2 === 0 ? null : "Kit",
  ...(index % 4 === 0 ? { phone: "+1 555 0100" } : {}),
  tags: index % 2 === 0 ? [] : [`tag ${index}`],
}));

describe("inferSchema", () => {
  const { schema, fields } = inferSchema(people);
  const property = (name: string): unknown => (schema["properties"] as Record<string, unknown>)[name];
  const evidence = (...path: string[]) => fields.find((field) => field.path.join("/") === path.join("/"))!;

  it("finds formats, choices, null and kinds of numbers", () => {
    expect(property("id")).toEqual({ type: "string", format: "uuid" });
    expect(property("email")).toEqual({ type: "string", format: "email" });
    expect(property("age")).toEqual({ type: "integer" });
    expect(property("height")).toEqual({ type: "number" });
    expect(property("plan")).toEqual({ type: "string", enum: ["enterprise", "free", "team"] });
    expect(property("joined")).toEqual({ type: "string", format: "date-time" });
    expect(property("born")).toEqual({ type: "string", format: "date" });
    expect(property("nickname")).toEqual({ type: ["string", "null"] });
    expect(property("tags")).toEqual({ type: "array", items: { type: "string" } });
  });

  it("requires what every sample has", () => {
    expect(schema["required"]).toContain("email");
    expect(schema["required"]).not.toContain("phone");
  });

  it("says how sure it is, and why", () => {
    expect(evidence("email")).toMatchObject({ seen: 12, of: 12, confidence: 0.93 });
    expect(evidence("email").because).toBe("In 12 of 12. Text, an email address.");
    expect(evidence("phone")).toMatchObject({ seen: 3, of: 12, confidence: 0.8 });
    expect(evidence("nickname").because).toBe("In 12 of 12. Text. Null in 6.");
    expect(inferSchema([{ a: 1 }]).fields[0]?.confidence).toBeLessThan(0.7);
  });

  it("admits every sample it was made from", () => {
    for (const person of people) expect(checkSchema(schema, {}, person)).toEqual([]);
  });

  it("takes a map of ids for a dictionary", () => {
    const bySku = { "1001": { price: 1 }, "1002": { price: 2.5 }, "1003": { price: 3 } };
    expect(inferSchema([bySku]).schema).toEqual({
      type: "object",
      additionalProperties: { type: "object", properties: { price: { type: "number" } }, required: ["price"] },
    });
  });

  it("keeps several types side by side, and guesses nothing from null alone", () => {
    expect(
      inferSchema([
        { a: 1, b: null },
        { a: "x", b: null },
      ]).schema["properties"],
    ).toEqual({
      a: { type: ["string", "integer"] },
      b: {},
    });
  });

  it("takes no free text, number or long list for choices", () => {
    const samples = Array.from({ length: 30 }, (_, index) => ({ zip: "1010", note: "Please, call first!", name: `n${index}` }));
    expect(inferSchema(samples).schema["properties"]).toEqual({
      zip: { type: "string" },
      note: { type: "string" },
      name: { type: "string" },
    });
  });

  it.each([["2024-02-30"], ["2024-01-01T10:00:00"], ["300.1.1.1"], [""]])("does not take %j for a format", (text) => {
    expect(inferSchema([text]).schema).toEqual({ type: "string" });
  });
});
