import { describe, expect, it } from "vitest";
import { laidOutText } from "./laid-out-text.ts";

describe("laidOutText", () => {
  it("lays out an expression, and changes nothing the second time", () => {
    const text = laidOutText("{'a':/* why */input.x+1}");
    expect(text).toBe("{ 'a': /* why */ input.x + 1 }");
    expect(laidOutText(text!)).toBe(text);
  });

  it("leaves alone what is not there, and what is no expression", () => {
    expect(laidOutText(" \n")).toBe(" \n");
    expect(laidOutText("{ 'a': ")).toBeUndefined();
  });
});
