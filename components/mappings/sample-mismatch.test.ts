import { expect, it } from "vitest";
import { sampleMismatch } from "./sample-mismatch.ts";

const declared = { input: { type: "object" }, output: { type: "number" } };

it("says what a run would refuse of a sample, and of what comes out for it", () => {
  const mapping = "net@1";
  expect(sampleMismatch(declared, { mapping, given: { price: 1 }, made: 1 })).toBeUndefined();
  expect(sampleMismatch(declared, { mapping, given: [1], made: 1 })).toBe(
    "The mapping net@1 does not take what it is applied to: the value must be of type object, got an array of 1.",
  );
  expect(sampleMismatch(declared, { mapping, given: {}, made: "1" })).toContain("gives something else than it declares");
  expect(sampleMismatch(declared, { mapping, given: {}, made: undefined })).toContain("must be there, got nothing");
  expect(sampleMismatch({}, { mapping, given: 1, made: undefined })).toBeUndefined();
});
