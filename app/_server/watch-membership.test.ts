import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Membership } from "#engine/index.ts";
import { watchMembership } from "./watch-membership.ts";

vi.mock("server-only", () => ({}));

const me: Membership = { userId: "u", orgId: "a", organization: "A", name: "Ana", email: "ana@example.com", role: "analyst" };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("watchMembership", () => {
  it.each<[string, Membership | undefined]>([
    ["is taken out of the organization", undefined],
    ["works in another organization now", { ...me, orgId: "b" }],
  ])("ends the streams of a person within 5 s who %s", async (_what, after) => {
    let now: Membership | undefined = me;
    const watches = [1, 2].map(() => watchMembership(async () => now, me));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(watches.some(({ gone }) => gone.aborted)).toBe(false);
    now = after;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(watches.every(({ gone }) => gone.aborted)).toBe(true);
    for (const watch of watches) watch.stop();
  });

  it("ends none while the database does not answer", async () => {
    const watch = watchMembership(() => Promise.reject(new Error("The database is away.")), me);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(watch.gone.aborted).toBe(false);
    watch.stop();
  });

  it("looks a person up once for all their streams, and not at all when the last one has ended", async () => {
    const find = vi.fn(async () => me);
    const watches = [1, 2, 3].map(() => watchMembership(find, me));
    await vi.advanceTimersByTimeAsync(10_000);
    const looks = find.mock.calls.length;
    expect(looks).toBe(5);
    for (const watch of watches) watch.stop();
    watches[0]!.stop();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(find).toHaveBeenCalledTimes(looks);
    expect(vi.getTimerCount()).toBe(0);
  });
});
