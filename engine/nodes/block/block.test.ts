import { describe, expect, it } from "vitest";
import { testContext } from "../test-context.ts";
import { block } from "./definition.ts";
import { blockExecutor } from "./execute.ts";

describe("block", () => {
  it("runs its body once and gives what the body gave", async () => {
    const context = testContext({ config: {} });
    expect(await blockExecutor.advance(context)).toEqual({ type: "open", opening: { once: true } });
    const body = { turns: 1, outputs: [[0, { ok: true }]] as const, count: 1 };
    expect(await blockExecutor.advance(context, body)).toEqual({ type: "done", output: { ok: true } });
  });

  it("needs no settings", () => {
    expect(block.config.safeParse({}).success).toBe(true);
    expect(block.config.safeParse({ retries: 1 }).success).toBe(false);
    expect(block.undoConcurrency?.({})).toBeUndefined();
  });

  it("says how many steps inside are undone side by side", () => {
    expect(block.config.safeParse({ undoConcurrency: 201 }).success).toBe(false);
    expect(block.undoConcurrency?.({ undoConcurrency: 5 })).toBe(5);
  });
});
