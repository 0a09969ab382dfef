import { expect, it } from "vitest";
import { limitsIn } from "./limits-in.ts";

const limits = {
  rateLimit: { key: "a", limit: 5, periodMs: 1_000 },
  concurrency: { key: "", max: 1 },
  singleton: { key: "s", mode: "skip" as const },
  priority: 3,
};

it("lets the runs of each environment compete with their own", () => {
  expect(limitsIn("test", limits)).toEqual({
    rateLimit: { key: "test a", limit: 5, periodMs: 1_000 },
    concurrency: { key: "test ", max: 1 },
    singleton: { key: "test s", mode: "skip" },
    priority: 3,
  });
});

it("leaves the keys of production as they are", () => {
  expect(limitsIn("prod", limits)).toBe(limits);
});
