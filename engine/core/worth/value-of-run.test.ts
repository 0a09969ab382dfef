import { describe, expect, it } from "vitest";
import { valueOfRun } from "./value-of-run.ts";

describe("valueOfRun", () => {
  it("works the value out of the input", async () => {
    const input = {
      lines: [
        { price: 2, qty: 3 },
        { price: 5, qty: 1 },
      ],
    };
    expect(await valueOfRun("$sum(input.lines.(price * qty)) * 0.1", input)).toBeCloseTo(1.1);
  });

  it.each(['"a lot"', "input.missing", "input.(", "1/0", "$error('no')"])("says nothing for %s", async (expression) => {
    expect(await valueOfRun(expression, {})).toBeUndefined();
  });
});
