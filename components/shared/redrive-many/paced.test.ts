import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { paced } from "./paced.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("paced", () => {
  it("gives one at once and the next each part of a second", async () => {
    const seen: number[] = [];
    const all = (async () => {
      for await (const item of paced([1, 2, 3], 5, new AbortController().signal)) seen.push(item);
    })();
    await vi.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([1]);
    await vi.advanceTimersByTimeAsync(199);
    expect(seen).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(200);
    await all;
    expect(seen).toEqual([1, 2, 3]);
  });

  it("counts the time that an item takes as part of its turn", async () => {
    const seen: number[] = [];
    const all = (async () => {
      for await (const item of paced([1, 2, 3], 5, new AbortController().signal)) {
        seen.push(item);
        await new Promise((resolve) => setTimeout(resolve, item === 2 ? 500 : 150));
      }
    })();
    await vi.advanceTimersByTimeAsync(199);
    expect(seen).toEqual([1]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(500);
    expect(seen).toEqual([1, 2, 3]);
    await vi.advanceTimersByTimeAsync(150);
    await all;
  });

  it("stops at the signal without another", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const item of paced([1, 2, 3], 1, stop.signal)) {
      seen.push(item);
      stop.abort();
    }
    expect(seen).toEqual([1]);
  });
});
