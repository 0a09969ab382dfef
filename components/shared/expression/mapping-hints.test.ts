import { describe, expect, it } from "vitest";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import { callAt, completeExpression, describeWord } from "./complete-expression.ts";
import { mappingNameProblems } from "./mapping-hints.ts";
import type { MappingChoice } from "./scope-fields.ts";

const choices: readonly MappingChoice[] = [
  { key: "orderTotal@3", description: "What an order is worth", takes: "{ lines: list of object }", gives: "number" },
  { key: "customerName@1", takes: "object", gives: "text" },
  { key: "orderTotal@2", takes: "list of object", gives: "number or nothing" },
  { key: "brought@1" },
];
const scope = { tree: openSchemaTree({ type: "object", properties: { input: { type: "object" } } }, {}), mappings: choices };
const hover = (marked: string) => describeWord(marked.replace("|", ""), marked.indexOf("|"), scope);
const problems = (source: string) => mappingNameProblems(source, choices);

describe("hints for the use of a mapping", () => {
  it("tell what the named version takes and gives, and that there is a newer one", () => {
    expect(hover('$useMapping("order|Total@3", input)')).toMatchObject({
      title: "orderTotal@3: { lines: list of object } → number",
      lines: ["What an order is worth", "takes { lines: list of object }", "gives number"],
      start: 12,
      end: 26,
    });
    expect(hover('{ "a": $useMapping("orderTotal@2|", input) }')?.lines).toContain("The newest version is orderTotal@3.");
    expect(hover('$use|Mapping("customerName@1", input)')?.lines).toContain("customerName@1: object → text");
    expect(hover('$useMapping("brought|@1", input)')?.title).toBe("brought@1: mapping");
  });

  it("say what there is instead of a name or a version that there is not", () => {
    expect(problems('[$useMapping("orderTotl@3", 1)]')).toEqual([
      {
        key: "orderTotl@3",
        start: 13,
        end: 26,
        severity: "error",
        message: 'There is no mapping "orderTotl". Did you mean orderTotal@3?',
        suggestion: "orderTotal@3",
      },
    ]);
    expect(problems('$useMapping("orderTotal@9", 1)')).toMatchObject([
      { message: "orderTotal has no version 9. The newest is orderTotal@3.", suggestion: "orderTotal@3" },
    ]);
    expect(problems('$useMapping("weather@1", 1)')[0]?.message).toBe(
      'There is no mapping "weather". There are: orderTotal@3, customerName@1, brought@1.',
    );
    expect(mappingNameProblems('$useMapping("weather@1", 1)', [])[0]?.message).toContain("The library has none yet");
    expect(hover('$useMapping("orderTotl|@3", 1)')?.title).toContain("Did you mean orderTotal@3?");
  });

  it("are silent where the library is not known yet, the key is half written, or the text only looks like a use", () => {
    expect(mappingNameProblems('$useMapping("weather@1", 1)', undefined)).toEqual([]);
    for (const source of [
      '$useMapping("',
      '$useMapping("orderTotal',
      '$useMapping("orderTotal", 1)',
      '"$useMapping(\\"x@1\\")"',
      "$useMapping(x@1)",
    ]) {
      expect(problems(source), source).toEqual([]);
    }
  });

  it("stand beside each name that is offered, the newest versions first", () => {
    const source = '$useMapping("")';
    expect(completeExpression(source, 13, scope).map(({ label, detail }) => `${label} ${detail}`)).toEqual([
      "orderTotal@3 { lines: list of object } → number",
      "customerName@1 object → text",
      "orderTotal@2 list of object → number or nothing",
      "brought@1 mapping",
    ]);
  });

  it("make the signature of the call that of the mapping", () => {
    const source = '$useMapping("orderTotal@3", input';
    expect(callAt(source, source.length, choices)).toEqual({
      signature: '$useMapping("orderTotal@3", value: { lines: list of object }) → number',
      parameters: ['"orderTotal@3"', "value: { lines: list of object }"],
      argument: 1,
      purpose: "What an order is worth",
    });
    expect(callAt("$useMapping(", 12, choices)?.signature).toMatch(/^\$useMapping\(/);
  });
});
