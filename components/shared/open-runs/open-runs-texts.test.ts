import { describe, expect, it } from "vitest";
import { doneText, foundText, planText } from "./open-runs-texts.ts";

const planned: Parameters<typeof planText>[0] = {
  runId: "r",
  status: "waiting",
  version: 1,
  outcome: "moves",
  again: [],
  obstacles: [],
};
const obstacle = { code: "doesNotFit", message: "It is gone.", fix: "Fork it." } as const;

describe("the words about open runs", () => {
  it("say how many can move", () => {
    expect(foundText(0, 0, 2)).toBe("No run is open on an older version");
    expect(foundText(1, 1, 2)).toBe("1 of 1 run can move to version 2");
    expect(foundText(3, 0, 2)).toBe("0 of 3 runs can move to version 2");
  });

  it("say of each run where it goes on, or what stands in the way", () => {
    expect(planText(planned)).toBe("Goes on where it waits.");
    expect(planText({ ...planned, again: ["ask"] })).toBe("Begins again: ask.");
    expect(planText({ ...planned, outcome: "breaks", obstacles: [obstacle] })).toBe("It is gone. Fork it.");
  });

  it("say what was done, and what was not", () => {
    const done = { version: 2, count: 2, left: [], refused: 0, isMore: false };
    expect(doneText({ ...done, what: "moved" })).toBe("2 runs moved to version 2");
    expect(doneText({ ...done, what: "moved", left: [planned] })).toBe("2 runs moved to version 2, 1 left on an older one");
    expect(doneText({ ...done, what: "canceled" })).toBe("2 runs asked to end");
    expect(doneText({ ...done, what: "canceled", refused: 1 })).toBe("2 runs asked to end, 1 refused it");
  });
});
