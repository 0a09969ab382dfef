import { describe, expect, it } from "vitest";
import { checkAnswer } from "./check-answer.ts";

const form = {
  type: "object",
  required: ["amount", "address"],
  properties: {
    amount: { type: "number", minimum: 1 },
    address: { type: "object", required: ["a/b"], properties: { "a/b": { type: "string" } } },
  },
};

describe("checkAnswer", () => {
  it("has nothing to say about an answer that fits", () => {
    expect(checkAnswer({ amount: 2, address: { "a/b": "x" } }, form)).toEqual([]);
  });

  it("reports what is missing at its own place", () => {
    expect(checkAnswer({ amount: 2, address: {} }, form)).toEqual([
      {
        code: "answer/invalid",
        severity: "error",
        message: "Field /address/a~1b is missing.",
        fix: "Fill it in.",
        path: "/address/a~1b",
      },
    ]);
  });

  it("reports each field that does not fit, and an answer that is of another kind", () => {
    const found = checkAnswer({ amount: 0, address: "here" }, form);
    expect(found.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      "/amount: Field /amount is not valid: 0 is less than 1.",
      '/address: Field /address must be of type object, got "here".',
    ]);
    expect(checkAnswer(null, form)).toMatchObject([{ path: "", message: "The answer must be of type object, got null." }]);
  });
});
