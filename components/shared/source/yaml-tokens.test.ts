import { describe, expect, it } from "vitest";
import { tokenizeYamlLine } from "./yaml-tokens.ts";

const lines = [
  "  - { id: price, kind: map, config: { total: 1000, on: true } } # why",
  `expression: '{ "id": input.id }'`,
  "description: |",
  "  Takes an order: #1 of many",
  "",
];

describe("tokenizeYamlLine", () => {
  it("loses no character", () => {
    for (const line of lines)
      expect(
        tokenizeYamlLine(line)
          .map(({ text }) => text)
          .join(""),
      ).toBe(line);
  });

  it("tells keys, values and comments apart", () => {
    const kinds = new Map(tokenizeYamlLine(lines[0]!).map(({ kind, text }) => [text, kind]));
    expect(kinds.get("id")).toBe("yamlKey");
    expect(kinds.get("1000")).toBe("yamlScalar");
    expect(kinds.get("# why")).toBe("yamlComment");
  });
});
