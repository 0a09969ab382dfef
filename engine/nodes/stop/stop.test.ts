import { describe, expect, it } from "vitest";
import { testContext } from "../test-context.ts";
import { stop } from "./definition.ts";
import { stopExecutor } from "./execute.ts";

const run = (config: Parameters<typeof testContext>[0]["config"]) => stopExecutor.run(testContext({ config }));

describe("stop", () => {
  it("gives its output as the run's", async () => {
    expect(await run({ output: { done: true } })).toEqual({ output: { done: true } });
    expect(await run({ message: "nothing to do" })).toEqual({ output: { message: "nothing to do" } });
    expect(await run({})).toEqual({ output: null });
  });

  it("fails the run with its message, and its output as details", async () => {
    expect(await run({ outcome: "failed", message: "No customer", output: { id: 1 } })).toEqual({
      output: { failure: { code: "stop/failed", message: "No customer", nodeId: "probe", details: { id: 1 } } },
      port: "failed",
    });
    expect(await run({ outcome: "failed" })).toMatchObject({
      output: { failure: { message: expect.stringContaining("Probe") } },
    });
  });

  it("lets nothing follow", () => {
    expect(stop.ports({})).toEqual([]);
    expect(stop.summarize({})).toBe("completed");
  });
});
