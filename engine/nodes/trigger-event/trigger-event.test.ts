import { describe, expect, it } from "vitest";
import { triggerEvent } from "./definition.ts";

const accepts = (config: object): boolean => triggerEvent.config.safeParse(config).success;

describe("trigger.event", () => {
  it("takes types, beginnings of types, and a filter", () => {
    expect(accepts({ types: ["order.shipped", "return.*", "*"], filter: "event.data.total > 100" })).toBe(true);
  });

  it("refuses no types, what is no pattern, and a filter with =", () => {
    expect(accepts({ types: [] })).toBe(false);
    expect(accepts({ types: ["*.shipped"] })).toBe(false);
    expect(accepts({ types: ["a"], filter: "=event.data" })).toBe(false);
  });

  it("shows its types on the card", () => {
    expect(triggerEvent.summarize({ types: ["a", "b.*"] })).toBe("a, b.*");
  });
});
