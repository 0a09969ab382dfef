import { describe, expect, it } from "vitest";
import { readSchemaSource } from "./read-schema-source.ts";

describe("readSchemaSource", () => {
  it.each([
    ["jsonSchema", '{ "type": "object", "properties": { "a": {} } }'],
    ["jsonSchema", "$schema: https://json-schema.org/draft/2020-12/schema\ntype: string\n"],
    ["jsonSchema", '{ "type": "string" }'],
    ["openApi", "openapi: 3.1.0\npaths: {}\n"],
    ["samples", '{ "type": "invoice", "total": 3 }'],
    ["samples", "[1, 2]"],
    ["samples", '{"a":1}\n{"a":2}\n'],
    ["samples", "id: 7\nname: Ada\n"],
    ["csv", "id,name\n1,Ada\n2,Bob\n"],
    ["unreadable", '{ "a": 1,, }'],
    ["unreadable", "just words"],
    ["unreadable", "  "],
  ])("takes for %s: %j", (type, text) => {
    expect(readSchemaSource(text).type).toBe(type);
  });

  it("counts lines of JSON as samples of one thing", () => {
    expect(readSchemaSource('{"a":1}\n{}\n')).toMatchObject({
      samples: [{ a: 1 }, {}],
      inferred: { fields: [{ seen: 1, of: 2 }] },
    });
  });

  it("is not stalled by a document that refers to itself over and over", () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ...Array.from(
        { length: 9 },
        (_, i) => `${"bcdefghij"[i]!}: &${"bcdefghij"[i]!} [${Array(9).fill(`*${"abcdefghi"[i]!}`).join(",")}]`,
      ),
    ];
    expect(readSchemaSource(bomb.join("\n")).type).not.toBe("samples");
  });
});
