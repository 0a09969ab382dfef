import fc from "fast-check";
import { expect, it } from "vitest";
import { differenceOf } from "./text-difference.ts";

it("replaces only what differs", () => {
  expect(differenceOf("a + b", "a + c + b")).toEqual({ start: 4, end: 4, text: "c + " });
  expect(differenceOf("aa", "aaa")).toEqual({ start: 2, end: 2, text: "a" });
  expect(differenceOf("same", "same")).toBeUndefined();
});

it("gives the new text for any two texts", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 12 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = differenceOf(before, after);
      expect(change ? before.slice(0, change.start) + change.text + before.slice(change.end) : before).toBe(after);
    }),
  );
});
