import { describe, expect, it } from "vitest";
import { triggerManual } from "./definition.ts";

describe("trigger.manual", () => {
  it("takes no settings", () => {
    expect(triggerManual.config.safeParse({}).success).toBe(true);
    expect(triggerManual.config.safeParse({ path: "x" }).success).toBe(false);
  });
});
