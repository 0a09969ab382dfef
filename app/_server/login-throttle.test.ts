import { describe, expect, it, vi } from "vitest";
import { createLoginThrottle } from "./login-throttle.ts";

vi.mock("server-only", () => ({}));

describe("the login throttle", () => {
  it("closes a key after its limit and opens it when the oldest failure is old enough", () => {
    const throttle = createLoginThrottle(2, 1_000);
    throttle.recordFailure("ana", 0);
    expect(throttle.waitMs("ana", 10)).toBe(0);
    throttle.recordFailure("ana", 100);
    expect(throttle.waitMs("ana", 200)).toBe(800);
    expect(throttle.waitMs("eko", 200)).toBe(0);
    expect(throttle.waitMs("ana", 1_000)).toBe(0);
  });

  it("forgets a key that signed in", () => {
    const throttle = createLoginThrottle(1, 1_000);
    throttle.recordFailure("ana", 0);
    throttle.forget("ana");
    expect(throttle.waitMs("ana", 1)).toBe(0);
  });
});
