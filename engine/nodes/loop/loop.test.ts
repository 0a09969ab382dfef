import { describe, expect, it } from "vitest";
import { failureOf, testContext } from "../test-context.ts";
import { loop } from "./definition.ts";
import { loopExecutor } from "./execute.ts";

const context = (left: number, maxIterations = 3) =>
  testContext({ config: { while: "vars.left > 0", maxIterations }, scope: { vars: { left } } });

describe("loop", () => {
  it("opens the next turn while its condition holds", async () => {
    expect(await loopExecutor.advance(context(1))).toEqual({ type: "open", opening: { turn: 0 } });
    const body = { turns: 2, outputs: [[1, "b"]] as const, count: 1 };
    expect(await loopExecutor.advance(context(1), body)).toEqual({ type: "open", opening: { turn: 2 } });
  });

  it("gives the output of its last turn", async () => {
    const body = { turns: 2, outputs: [[1, "b"]] as const, count: 1 };
    expect(await loopExecutor.advance(context(0), body)).toEqual({ type: "done", output: "b" });
    expect(await loopExecutor.advance(context(0))).toEqual({ type: "done", output: null });
  });

  it("fails when the condition never stops holding", async () => {
    const body = { turns: 3, outputs: [], count: 1 };
    expect(await failureOf(loopExecutor.advance(context(1), body))).toMatchObject({
      code: "loop/too-many-turns",
      message: expect.stringContaining("3 turns"),
    });
  });

  it("says on the card while what it runs", () => {
    expect(loop.summarize({ while: "vars.left > 0" })).toBe("While vars.left > 0");
  });
});
