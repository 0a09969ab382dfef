import { expect, it } from "vitest";
import { count, countRuns } from "./count.ts";

it("numbers are written with their thousands apart", () => {
  expect([0, 1, 999, 3_000, 1_234_567].map(count)).toEqual(["0", "1", "999", "3,000", "1,234,567"]);
  expect([0, 1, 2, 3_000].map(countRuns)).toEqual(["0 runs", "1 run", "2 runs", "3,000 runs"]);
});
