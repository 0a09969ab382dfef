import { describe, expect, it } from "vitest";
import { join } from "./definition.ts";

describe("join", () => {
  it("waits for all branches, and knows no other mode yet", () => {
    expect(join.config.safeParse({}).success).toBe(true);
    expect(join.config.safeParse({ mode: "all" }).success).toBe(true);
    expect(join.config.safeParse({ mode: "any" }).success).toBe(false);
  });
});
