import { describe, expect, it } from "vitest";
import { connectionText, openRunsText, limitsText, scheduleText, subFlowText, testsText } from "./bundle-texts.ts";

const nameOf = (nodeId: string): string => ({ price: "Price it", ship: "Ship it" })[nodeId] ?? nodeId;

describe("what goes live together, in words", () => {
  it("counts the tests of each mapping", () => {
    const tests = ["a", "b"].map((name) => ({ nodeId: "price", name }));
    expect(testsText([...tests, { nodeId: "ship", name: "c" }], nameOf)).toEqual([
      "Price it: 2 tests passed.",
      "Ship it: 1 test passed.",
    ]);
  });

  it("says where connections and sub-flows lead, and what is missing", () => {
    const erp = { name: "erp", nodeIds: ["price", "ship"] };
    expect(connectionText({ ...erp, leadsTo: "https://erp.example.com" }, nameOf)).toBe(
      "erp, used by Price it, Ship it: https://erp.example.com.",
    );
    expect(connectionText(erp, nameOf)).toBe("erp, used by Price it, Ship it: not set up, so these steps will fail.");
    const sub = { nodeId: "ship", flowId: "shipping", isPinned: false };
    expect(subFlowText(sub, nameOf)).toBe("Ship it runs shipping, which is not deployed.");
    expect(subFlowText({ ...sub, version: 2 }, nameOf)).toBe(
      "Ship it runs shipping version 2, and newer ones once they are live.",
    );
    expect(subFlowText({ ...sub, version: 2, isPinned: true }, nameOf)).toBe("Ship it runs shipping version 2.");
  });

  it("reads schedules, limits and open runs", () => {
    expect(scheduleText({ nodeId: "nightly", config: { cron: "0 3 * * *", timezone: "UTC" } }, nameOf)).toBe(
      "nightly: cron 0 3 * * *, timezone UTC.",
    );
    expect(limitsText({ concurrency: 3 })).toEqual(["concurrency: 3."]);
    expect(limitsText(undefined)).toEqual([]);
    expect(
      openRunsText([
        { version: 2, runs: 1 },
        { version: 1, runs: 4 },
      ]),
    ).toEqual(["1 run stays on version 2 until it ends.", "4 runs stay on version 1 until they end."]);
  });
});
