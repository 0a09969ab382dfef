import { describe, expect, it } from "vitest";
import { MAX_TAG, readTag } from "./run-tag.ts";

describe("readTag", () => {
  it("keeps words apart by one space, and nothing that breaks a line", () => {
    expect(readTag("  to\n look \u0000 at\t")).toBe("to look at");
    expect(readTag("Größe ≥ 3")).toBe("Größe ≥ 3");
  });

  it("is none where nothing is left, or more than people read", () => {
    expect(readTag(" \n\u0000")).toBeUndefined();
    expect(readTag("x".repeat(MAX_TAG))).toHaveLength(MAX_TAG);
    expect(readTag("x".repeat(MAX_TAG + 1))).toBeUndefined();
  });
});
