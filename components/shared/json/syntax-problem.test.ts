import { describe, expect, it } from "vitest";
import { syntaxProblem } from "./syntax-problem.ts";

describe("syntaxProblem", () => {
  it("is silent about JSON", () => {
    expect(syntaxProblem('{"a": [1, null]}')).toBeUndefined();
  });

  it("names the place", () => {
    expect(syntaxProblem('{\n  "a": x\n}')).toBe('Not JSON at line 2, column 8: "x" is not expected here.');
    expect(syntaxProblem('{"a": 1')).toBe("Not JSON at line 1, column 8: the text ends too early.");
    expect(syntaxProblem("  ")).toContain("{}");
  });
});
