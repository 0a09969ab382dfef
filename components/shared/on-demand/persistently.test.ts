import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { persistently } from "./persistently.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const notFetched = (): Error => Object.assign(new Error("Failed to load chunk"), { name: "ChunkLoadError" });

test("a part that cannot be fetched for a while comes when it can", async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(notFetched()).mockRejectedValueOnce(notFetched());
  load.mockResolvedValue("the part");
  const loading = persistently(load);
  await vi.advanceTimersByTimeAsync(1_500);
  await expect(loading).resolves.toBe("the part");
  expect(load).toHaveBeenCalledTimes(3);
});

test("a part that never comes is given up after half a minute, with the reason", async () => {
  const load = vi.fn(() => Promise.reject(notFetched()));
  const loading = expect(persistently(load)).rejects.toThrow("Failed to load chunk");
  await vi.advanceTimersByTimeAsync(60_000);
  await loading;
  expect(load).toHaveBeenCalledTimes(8);
});

test("a part that is broken is not asked for again", async () => {
  const load = vi.fn(() => Promise.reject(new TypeError("x is not a function")));
  await expect(persistently(load)).rejects.toThrow("x is not a function");
  expect(load).toHaveBeenCalledTimes(1);
});
