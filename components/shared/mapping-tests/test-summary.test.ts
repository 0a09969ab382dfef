import { describe, expect, it } from "vitest";
import { runMappingTests } from "#engine/core/mapping/test-cases/run-mapping-tests.ts";
import { countPassed, uncoveredFields, whatIsWrong } from "./test-summary.ts";

const given = { input: { a: 1 } };

describe("what the tests of a mapping say, in words", () => {
  it("names the first difference and counts the others", async () => {
    const { results } = await runMappingTests({
      expression: '{ "list": [{ "sku": input.a }], "b": 2 }',
      tests: [
        { name: "two wrong", given, expected: { list: [{ sku: 7 }], b: 3 } },
        { name: "wrong as a whole", given, expected: "text" },
        { name: "right", given, expected: { list: [{ sku: 1 }], b: 2 } },
      ],
    });
    expect(results.map(whatIsWrong)).toEqual([
      "list.0.sku must be 7, got 1 and 1 more",
      'The value must be "text", got {"list":[{"sku":1}],"b":2}',
      "",
    ]);
  });

  it("says how many pass, and which fields nothing has seen", async () => {
    const members = Array.from({ length: 8 }, (_, index) => `"f${index}": input.f${index}`).join(", ");
    const expression = `{ "a": input.a, ${members} }`;
    const one = await runMappingTests({ expression, tests: [{ name: "a", given, expected: { a: 1 } }] });
    expect(countPassed(one)).toBe("It passes");
    expect(uncoveredFields(one)).toBe("f0, f1, f2, f3, f4, f5 and 2 more");
    const two = await runMappingTests({
      expression,
      tests: [
        { name: "a", given, expected: { a: 1 } },
        { name: "b", given, expected: { a: 2 } },
      ],
    });
    expect(countPassed(two)).toBe("1 of 2 pass");
  });
});
