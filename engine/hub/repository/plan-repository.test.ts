import { describe, expect, it } from "vitest";
import { stateOf } from "./plan-repository.ts";

describe("stateOf", () => {
  it.each<[string | undefined, string | undefined, string | undefined, string | undefined]>([
    ["a", "a", undefined, "same"],
    ["a", "a", "b", "same"],
    ["a", undefined, undefined, "create"],
    ["b", undefined, "a", "create"],
    ["a", undefined, "a", "gone"],
    ["b", "a", "a", "change"],
    [undefined, "a", "a", "remove"],
    ["a", "b", "a", "behind"],
    ["b", "c", "a", "diverged"],
    ["b", "c", undefined, "diverged"],
    [undefined, "b", "a", "diverged"],
    [undefined, "a", undefined, "foreign"],
    [undefined, undefined, "a", undefined],
  ])("here %s, live %s, agreed on %s: %s", (here, live, agreed, state) => {
    expect(stateOf(here, live, agreed)).toBe(state);
  });
});
