import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../json.ts";
import { fromJsonSchema, toJsonSchema } from "./type-schema.ts";

describe("toJsonSchema", () => {
  it("writes a large type that contains itself as deep as that stays small, and every field of it", () => {
    const fields = Array.from({ length: 5_000 }, (_, index): [string, JsonObject] => [
      `field${index}`,
      index % 7 === 0 ? { $ref: "#" } : { type: "string" },
    ]);
    const written = toJsonSchema(fromJsonSchema({ type: "object", properties: Object.fromEntries(fields) }));
    expect(Object.keys(written["properties"] as JsonObject)).toHaveLength(5_000);
    expect(written["properties"]).toMatchObject({ field0: { type: "object" }, field1: { type: "string" } });
    expect(JSON.stringify(written).length).toBeLessThan(1_000_000);
  });
});
