import { describe, expect, it } from "vitest";
import { createTurns } from "./turns.ts";

const nextLook = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("turns", () => {
  it("let a few begin, in order, and then look at what has arrived", async () => {
    const turns = createTurns(2);
    const begun: string[] = [];
    for (const run of ["a", "b", "c", "d", "e"]) void turns.next().then(() => begun.push(run));
    const seen: string[] = [];
    for (let look = 0; look < 3; look += 1) {
      await nextLook();
      seen.push(begun.join(""));
    }
    expect(seen).toEqual(["ab", "abcd", "abcde"]);
  });

  it("begin again after a rest", async () => {
    const turns = createTurns();
    await turns.next();
    await turns.next();
  });
});
