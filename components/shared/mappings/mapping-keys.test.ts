import { expect, it } from "vitest";
import { missingKeys } from "./mapping-keys.ts";

it("finds what the expressions of a draft name and the draft does not bring along", () => {
  const nodes = [
    { config: { expression: `$useMapping("total@2", input) + $useMapping( 'net@1', 1)` } },
    { config: { body: '={"a": $useMapping(\n  "total@2", input), "b": $useMapping("own@1", 1), "c": $useMapping("odd", 1)}' } },
  ];
  expect(missingKeys({ nodes, mappings: { "own@1": { expression: "1" } } })).toEqual(["net@1", "total@2"]);
  expect(missingKeys({ nodes: [] })).toEqual([]);
});
