import { describe, expect, it } from "vitest";
import { createLines, UNHURRIED } from "./lines.ts";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("lines", () => {
  it("write what is within its share at once and by itself, however much stands in the other line", async () => {
    const flushes: (readonly string[])[] = [];
    const lines = createLines<string, string>({ flush: (items) => new Promise(() => flushes.push(items)), maxInFlight: 2 });
    for (let index = 0; index < 5_000; index += 1) void lines.add(`flood ${index}`, true);
    await nextTurn();
    await nextTurn();
    const before = flushes.length;
    void lines.add("quiet");
    await nextTurn();
    expect(before).toBe(2);
    expect(flushes.slice(before)).toEqual([["quiet"]]);
  });

  it("give the one who floods all of its own line", async () => {
    const sizes: number[] = [];
    const flush = async (items: readonly number[]) => {
      sizes.push(items.length);
      return items;
    };
    const lines = createLines<number, number>({ flush, maxItems: 200 });
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => lines.add(index, true)));
    expect(sizes).toEqual([200, 200, 200, 200, 200]);
  });

  it("write what comes bit by bit from the one who floods in one statement, where nobody hurries", async () => {
    const flushes: (readonly number[])[] = [];
    const flush = async (items: readonly number[]) => {
      flushes.push(items);
      return items;
    };
    const lines = createLines<number, number>({ flush, maxItems: 40 }, { ...UNHURRIED, lullMs: 1_000 });
    const results: Promise<number>[] = [];
    for (let index = 0; index < 44; index += 1) {
      results.push(lines.add(index, true));
      if (index % 4 === 3) await nextTurn();
    }
    await Promise.all(results);
    expect(flushes.map((items) => items.length)).toEqual([4, 40]);
  });
});
