import { describe, expect, it } from "vitest";
import { compensate } from "./definition.ts";

describe("compensate", () => {
  it("names the node it goes back to", () => {
    expect(compensate.savepoint?.({ to: "booking" })).toBe("booking");
    expect(compensate.savepoint?.({})).toBeUndefined();
  });

  it("says on the card how far it goes back", () => {
    expect(compensate.summarize({ to: "booking" })).toBe("Back to booking");
    expect(compensate.summarize({})).toBe("Everything so far");
  });
});
