import { describe, expect, it } from "vitest";
import { readFlow } from "../../flow/read-flow.ts";
import type { FlowLimits } from "../../limits/limits-schema.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { validateFlow } from "../validate-flow.ts";

const nodes = [{ id: "start", kind: "trigger.manual" }];
const problemsOf = (limits: FlowLimits) =>
  validateFlow({ omnilink: 1, id: "t", name: "T", limits, nodes, edges: [] }, nodeDefinitions);

describe("limits", () => {
  it("accepts keys over the input", () => {
    const limits: FlowLimits = {
      concurrency: { max: 3, key: "input.customer" },
      throttle: { limit: 10, period: "PT1S" },
      priority: "input.rush ? 10 : 0",
    };
    expect(problemsOf(limits)).toEqual([]);
  });

  it("names the expression that cannot be read, and where it is", () => {
    expect(problemsOf({ throttle: { limit: 1, period: "PT1S", key: "input.(" } })).toMatchObject([
      { code: "limits/expression", path: "/limits/throttle/key", message: expect.stringContaining('"limits.throttle.key"') },
    ]);
  });

  it("refuses a key that reads more than the input, or time and chance", () => {
    const fixes = ["steps.order.total", "$now()", "$random()"].map(
      (key) => problemsOf({ concurrency: { max: 1, key } })[0]?.code,
    );
    expect(fixes).toEqual(["limits/expression", "limits/expression", "limits/expression"]);
  });

  it("refuses limits that contradict each other", () => {
    const debounce = { period: "PT10S" };
    expect(problemsOf({ debounce, batch: { size: 2, timeout: "PT1S" } })).toMatchObject([{ path: "/limits/batch" }]);
    expect(problemsOf({ debounce, singleton: { mode: "skip" } })).toMatchObject([{ path: "/limits/singleton" }]);
    expect(problemsOf({ debounce: { ...debounce, max: "PT5S" } })).toMatchObject([{ path: "/limits/debounce/max" }]);
  });

  it("proposes the key that was meant", () => {
    const text =
      "omnilink: 1\nid: t\nname: T\nlimits: { concurrency: { maxx: 1 } }\nnodes: [{ id: s, kind: trigger.manual }]\nedges: []";
    const fixes = readFlow(text).problems.map(({ code, fix }) => ({ code, fix }));
    expect(fixes).toContainEqual({ code: "flow/unknown-key", fix: 'Write "max" instead of "maxx", or remove it.' });
  });
});
