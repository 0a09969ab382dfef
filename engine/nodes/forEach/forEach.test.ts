import { describe, expect, it } from "vitest";
import { failureOf, testContext } from "../test-context.ts";
import { forEach } from "./definition.ts";
import { forEachExecutor } from "./execute.ts";

const advance = (config: object, items: unknown) =>
  forEachExecutor.advance(testContext({ config: { items: "input.items", ...config }, scope: { input: { items } as never } }));

describe("forEach", () => {
  it("opens a turn for each item", async () => {
    expect(await advance({ concurrency: 3 }, ["a", "b"])).toEqual({
      type: "open",
      items: ["a", "b"],
      opening: { count: 2, concurrency: 3, maxFailures: 0, collect: true },
    });
  });

  it("takes nothing as no items and a single value as one", async () => {
    expect(await advance({}, undefined)).toMatchObject({ items: [] });
    expect(await advance({}, { sku: "A" })).toMatchObject({ items: [{ sku: "A" }] });
  });

  it("allows failures by number or by percentage", async () => {
    expect(await advance({ tolerate: 2 }, ["a", "b"])).toMatchObject({ opening: { maxFailures: 2 } });
    expect(await advance({ tolerate: "25%" }, new Array(10).fill(0))).toMatchObject({ opening: { maxFailures: 2 } });
  });

  it("gives the outputs in the order of the items, whatever order they came in", async () => {
    const context = testContext({ config: { items: "input" } });
    const body = {
      turns: 3,
      count: 3,
      outputs: [
        [2, "c"],
        [0, "a"],
      ] as const,
    };
    expect(await forEachExecutor.advance(context, body)).toEqual({ type: "done", output: ["a", null, "c"] });
  });

  it("gives only the number of items when nobody wants the results", async () => {
    const context = testContext({ config: { items: "input", collect: false } });
    expect(await forEachExecutor.advance(context, { turns: 3, count: 3, outputs: [] })).toEqual({
      type: "done",
      output: { count: 3 },
    });
  });

  it("refuses a list that is too long", async () => {
    const failure = await failureOf(advance({}, new Array(100_001).fill(0)));
    expect(failure).toMatchObject({ code: "items/too-many", message: expect.stringContaining("100001") });
  });

  it("says on the card what it goes through", () => {
    expect(forEach.summarize({ items: "input.lines" })).toBe("input.lines, 10 at a time");
  });

  it("refuses a tolerance that is neither a number nor a percentage", () => {
    expect(forEach.config.safeParse({ items: "x", tolerate: "some" }).success).toBe(false);
    expect(forEach.config.safeParse({ items: "x", tolerate: "5%" }).success).toBe(true);
  });
});
