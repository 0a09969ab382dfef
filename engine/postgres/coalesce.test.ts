import { describe, expect, it } from "vitest";
import { createCoalescer } from "./coalesce.ts";

/** A flush that the test lets finish by hand. */
function controlledFlush() {
  const batches: { items: readonly string[]; finish: () => void; fail: (error: Error) => void }[] = [];
  const flush = (items: readonly string[]) =>
    new Promise<readonly string[]>((resolve, reject) => {
      batches.push({ items, finish: () => resolve(items.map((item) => item.toUpperCase())), fail: reject });
    });
  const flushed = async (count: number) => {
    while (batches.length < count) await new Promise((resolve) => setImmediate(resolve));
    return batches[count - 1]!;
  };
  return { batches, flush, flushed };
}

describe("createCoalescer", () => {
  it("gives each caller its own result", async () => {
    const coalescer = createCoalescer<number, number>({ flush: async (items) => items.map((item) => item * 2) });
    expect(await Promise.all([1, 2, 3].map((item) => coalescer.add(item)))).toEqual([2, 4, 6]);
  });

  it("sends what arrives in the same turn together", async () => {
    const { flush, flushed } = controlledFlush();
    const coalescer = createCoalescer<string, string>({ flush });
    const results = ["a", "b", "c"].map((item) => coalescer.add(item));
    const first = await flushed(1);
    expect(first.items).toEqual(["a", "b", "c"]);
    first.finish();
    expect(await Promise.all(results)).toEqual(["A", "B", "C"]);
  });

  it("gathers while the allowed number of flushes is in flight", async () => {
    const { flush, flushed, batches } = controlledFlush();
    const coalescer = createCoalescer<string, string>({ flush, maxInFlight: 1 });
    const results = [coalescer.add("a")];
    const first = await flushed(1);
    results.push(coalescer.add("b"), coalescer.add("c"));
    expect(batches).toHaveLength(1);
    first.finish();
    const second = await flushed(2);
    expect(second.items).toEqual(["b", "c"]);
    second.finish();
    expect(await Promise.all(results)).toEqual(["A", "B", "C"]);
  });

  it("sends what has gathered when no more comes, and does not wait for ever while more does", async () => {
    const sizes: number[] = [];
    const flush = async (items: readonly number[]) => {
      sizes.push(items.length);
      return items;
    };
    const coalescer = createCoalescer<number, number>({ flush, lullMs: 5 });
    await Promise.all([coalescer.add(1), coalescer.add(2)]);
    expect(sizes).toEqual([2]);
    let isOver = false;
    const steady = coalescer.add(0).then(() => (isOver = true));
    for (let item = 1; !isOver; item += 1) {
      void coalescer.add(item);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await steady;
    expect(sizes[1]).toBeGreaterThan(1);
  });

  it("does not keep waiting, for others who do not come, what comes one by one", async () => {
    const sizes: number[] = [];
    const flush = async (items: readonly number[]) => {
      sizes.push(items.length);
      return items;
    };
    const coalescer = createCoalescer<number, number>({ flush, lullMs: 60_000 });
    for (let item = 0; item < 5; item += 1) await coalescer.add(item);
    expect(sizes).toEqual([1, 1, 1, 1, 1]);
  });

  it("splits at the item limit and at the byte limit", async () => {
    const sizes: number[] = [];
    const flush = async (items: readonly string[]) => {
      sizes.push(items.length);
      return items;
    };
    const coalescer = createCoalescer<string, string>({ flush, maxItems: 3, maxBytes: 10, bytesOf: (item) => item.length });
    await Promise.all(["aaaaaa", "bbbbbb", "c", "d", "e"].map((item) => coalescer.add(item)));
    expect(sizes).toEqual([1, 3, 1]);
  });

  it("keeps items with one key in order and out of each other's flush", async () => {
    const { flush, flushed } = controlledFlush();
    const coalescer = createCoalescer<string, string>({ flush, keyOf: (item) => item[0]!, maxInFlight: 4 });
    const results = ["a1", "a2", "b1"].map((item) => coalescer.add(item));
    const first = await flushed(1);
    expect(first.items).toEqual(["a1", "b1"]);
    first.finish();
    const second = await flushed(2);
    expect(second.items).toEqual(["a2"]);
    second.finish();
    expect(await Promise.all(results)).toEqual(["A1", "A2", "B1"]);
  });

  it("lets a poisonous item fail alone", async () => {
    const flush = async (items: readonly string[]) => {
      if (items.includes("poison")) throw new RangeError("bad data");
      return items;
    };
    const coalescer = createCoalescer<string, string>({ flush, mayIsolate: (error) => error instanceof RangeError });
    const settled = await Promise.allSettled(["a", "poison", "b"].map((item) => coalescer.add(item)));
    expect(settled.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });

  it("rejects everything in a flush that failed for another reason", async () => {
    const coalescer = createCoalescer<string, string>({
      flush: async () => {
        throw new Error("down");
      },
      mayIsolate: () => false,
    });
    const settled = await Promise.allSettled(["a", "b"].map((item) => coalescer.add(item)));
    expect(settled.map((result) => result.status)).toEqual(["rejected", "rejected"]);
  });

  it("rejects one item when its place in the results holds an error", async () => {
    const coalescer = createCoalescer<string, string>({ flush: async () => [new Error("refused"), "fine"] });
    const [first, second] = await Promise.allSettled([coalescer.add("a"), coalescer.add("b")]);
    expect(first).toMatchObject({ status: "rejected", reason: { message: "refused" } });
    expect(second).toEqual({ status: "fulfilled", value: "fine" });
  });
});
