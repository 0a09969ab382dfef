import { describe, expect, it, vi } from "vitest";
import { createLoginThrottle } from "./login-throttle.ts";

vi.mock("server-only", () => ({}));

describe("the login throttle", () => {
  it("closes a key after its limit and opens it when the oldest failure is old enough", () => {
    const throttle = createLoginThrottle(2, 1_000);
    throttle.recordTry("ana", 0);
    expect(throttle.waitMs("ana", 10)).toBe(0);
    throttle.recordTry("ana", 100);
    expect(throttle.waitMs("ana", 200)).toBe(800);
    expect(throttle.waitMs("eko", 200)).toBe(0);
    expect(throttle.waitMs("ana", 1_000)).toBe(0);
  });

  it("takes back one try and keeps the others", () => {
    const throttle = createLoginThrottle(2, 1_000);
    throttle.recordTry("10.0.0.1", 0);
    throttle.recordTry("10.0.0.1", 1);
    throttle.forgive("10.0.0.1");
    expect(throttle.waitMs("10.0.0.1", 2)).toBe(0);
    throttle.recordTry("10.0.0.1", 3);
    expect(throttle.waitMs("10.0.0.1", 4)).toBe(996);
  });

  it("forgets a key that signed in", () => {
    const throttle = createLoginThrottle(1, 1_000);
    throttle.recordTry("ana", 0);
    throttle.forget("ana");
    expect(throttle.waitMs("ana", 1)).toBe(0);
  });
});
