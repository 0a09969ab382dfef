import { describe, expect, it } from "vitest";
import { threadMs } from "#tests/support/processor-time.ts";
import type { JsonObject } from "../../json.ts";
import type { MappingBundle } from "../../expression/mappings/mapping-bundle.ts";
import { mappingSignature } from "./mapping-signature.ts";

const line: JsonObject = {
  type: "object",
  required: ["price"],
  properties: { price: { type: "number" }, note: { type: "string" }, kind: { enum: ["good", "service"] } },
};
const order: JsonObject = { type: "object", required: ["lines"], properties: { lines: { type: "array", items: line } } };
const tree: JsonObject = {
  type: "object",
  properties: { name: { type: "string" }, parts: { type: "array", items: { $ref: "#" } } },
};
const wide: JsonObject = {
  type: "object",
  properties: Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, { type: "string" }])),
};

const bundle = {
  "net@1": { expression: "$sum(input.lines.price)", input: order },
  "gross@1": { expression: '{ "net": $useMapping("net@1", input), "id": input.id }' },
  "typed@1": { expression: "input.x", input: { type: ["string", "null"] }, output: { type: "array", items: { type: "number" } } },
  "tree@1": { expression: "input", input: tree },
  "wide@1": { expression: "input.field1", input: wide },
  "broken@1": { expression: "(" },
} as unknown as MappingBundle;

describe("the signature of a mapping", () => {
  it.each([
    ["net@1", '{ lines: list of { price: number, note?: text, kind?: "good" or "service" } }', "number or nothing"],
    ["gross@1", "anything", "{ net?: number, id: anything }"],
    ["typed@1", "text or null", "list of number"],
    ["tree@1", "{ name?: text, parts?: list of { name?: text, parts?: list of object } }", undefined],
    ["broken@1", "anything", "anything"],
  ])("of %s says what it takes and gives", (key, takes, gives) => {
    const signature = mappingSignature(bundle[key]!, bundle);
    expect(signature.takes).toBe(takes);
    if (gives !== undefined) expect(signature.gives).toBe(gives);
  });

  it("names the first of very many fields, at once", () => {
    const name = () =>
      expect(mappingSignature(bundle["wide@1"]!, bundle).takes).toBe(
        "{ field0?: text, field1?: text, field2?: text, field3?: text, field4?: text, field5?: text, … }",
      );
    expect(threadMs(name)).toBeLessThan(2_000);
  });
});
