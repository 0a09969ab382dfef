import { describe, expect, it } from "vitest";
import { FairTurns } from "./fair-turns.ts";

/** Everybody enters at once and leaves one by one, in the order in which they came in. */
async function orderOf(owners: readonly string[], places: number): Promise<string[]> {
  const turns = new FairTurns(places);
  const entered: string[] = [];
  for (const [index, owner] of owners.entries()) void turns.enter(owner).then(() => entered.push(`${owner}${index}`));
  for (let left = 0; left < owners.length; left++) {
    await Promise.resolve();
    await Promise.resolve();
    turns.leave(entered[left]!.charAt(0));
  }
  return entered;
}

describe("FairTurns", () => {
  it("lets owners take turns, each in its own order", async () => {
    expect(await orderOf(["a", "a", "a", "b", "b", "c"], 1)).toEqual(["a0", "b3", "a1", "c5", "b4", "a2"]);
  });

  it("keeps the last place for somebody else", async () => {
    const turns = new FairTurns(2);
    const entered: string[] = [];
    const enter = (owner: string) => void turns.enter(owner).then(() => entered.push(owner));
    for (const owner of ["a", "a", "a", "b"]) enter(owner);
    await Promise.resolve();
    expect(entered).toEqual(["a", "b"]);
    turns.leave("b");
    await Promise.resolve();
    expect(entered).toEqual(["a", "b"]);
    turns.leave("a");
    await Promise.resolve();
    expect(entered).toEqual(["a", "b", "a"]);
  });

  it("lets everybody in who has to share one place only", async () => {
    expect(await orderOf(["a", "a"], 1)).toEqual(["a0", "a1"]);
  });
});
