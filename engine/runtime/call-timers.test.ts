import { expect, it } from "vitest";
import { timelessClock } from "#tests/support/timeless-clock.ts";
import { CallTimers } from "./call-timers.ts";

it("the timers of a call end with it", () => {
  const set = new Map<number, () => void>();
  const after = (ms: number, act: () => void): (() => void) => {
    set.set(ms, act);
    return () => void set.delete(ms);
  };
  const timers = new CallTimers({ ...timelessClock, after });
  const gone: string[] = [];
  timers.after(100, () => gone.push("given up"));
  timers.after(200, () => gone.push("broken off"));
  set.get(100)!();
  timers.clear();
  expect(gone).toEqual(["given up"]);
  expect(set.size).toBe(0);
});
