import { expect, it } from "vitest";
import { omitUndefined } from "./omit-undefined.ts";

it("leaves out what is undefined, and nothing else that is empty, in the order given", () => {
  const kept = omitUndefined({ last: undefined, name: "", count: 0, is: false, none: null, first: 1 });
  expect(Object.entries(kept)).toEqual([
    ["name", ""],
    ["count", 0],
    ["is", false],
    ["none", null],
    ["first", 1],
  ]);
});
