import { expect, it } from "vitest";
import type { MappingBundle } from "#engine/core/expression/mappings/mapping-bundle.ts";
import { typeProblems } from "./type-problems.ts";

const scope = { type: "object", properties: { input: { type: "object", properties: { id: { type: "string" } } } } };
const mappings: MappingBundle = {
  "net@1": { expression: "input.price", input: { type: "object" }, output: { type: "number" } },
};

it("says where a mapping cannot take what it is applied to, and what cannot be done with what it gives", () => {
  const text = '{ "a": $useMapping("net@1", input.id), "b": $uppercase($useMapping("net@1", input)) }';
  const said = typeProblems(text, scope, {}, mappings).map(({ message, start, end }) => `${text.slice(start, end)}: ${message}`);
  expect(said).toEqual([
    "input.id: The mapping net@1 needs an object and gets text.",
    expect.stringMatching(/^\$useMapping\("net@1", input\): \$uppercase: /) as string,
  ]);
  expect(typeProblems(text, scope, {})).toEqual([]);
});
