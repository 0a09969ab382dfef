import { describe, expect, it } from "vitest";
import { nearestName } from "./nearest-name.ts";

describe("nearestName", () => {
  it.each([
    ["nam", ["name", "nodes"], "name"],
    ["Name", ["name"], "name"],
    ["mpa", ["http", "map"], "map"],
    ["retyr", ["retry", "kind"], "retry"],
    ["trigger.webhok", ["trigger.manual", "trigger.webhook"], "trigger.webhook"],
    ["somethingElse", ["name"], undefined],
    ["x", [], undefined],
  ])("of %s among %j is %s", (written, known, expected) => {
    expect(nearestName(written, known)).toBe(expected);
  });
});
