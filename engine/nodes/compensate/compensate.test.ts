import { describe, expect, it } from "vitest";
import { compensate } from "./definition.ts";

describe("compensate", () => {
  it("names the node it goes back to", () => {
    expect(compensate.savepoint?.({ to: "booking" })).toBe("booking");
    expect(compensate.savepoint?.({})).toBeUndefined();
  });

  it("names the one node whose work it undoes, and then goes back to none", () => {
    expect(compensate.undoneNode?.({ only: "charge" })).toBe("charge");
    expect(compensate.config.safeParse({ only: "charge" }).success).toBe(true);
    expect(compensate.config.safeParse({ only: "charge", to: "booking" }).success).toBe(false);
    expect(compensate.summarize({ only: "charge" })).toBe("Only charge");
  });

  it("says on the card how far it goes back", () => {
    expect(compensate.summarize({ to: "booking" })).toBe("Back to booking");
    expect(compensate.summarize({})).toBe("Everything so far");
  });
});
