import { describe, expect, it } from "vitest";
import { doneText, foundText, mostUrgentFirst, planText, progressText } from "./open-runs-texts.ts";

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
    expect(foundText({ open: 0, looked: 0, movable: 0, version: 2 })).toBe("No run is open on another version");
    expect(foundText({ open: 1, looked: 1, movable: 1, version: 2 })).toBe("1 of 1 run can move to version 2");
    expect(foundText({ open: 3, looked: 3, movable: 0, version: 2 })).toBe("0 of 3 runs can move to version 2");
    expect(foundText({ open: 3_000, looked: 200, movable: 150, version: 2 })).toBe(
      "150 of the oldest 200 of 3,000 runs can move to version 2",
    );
  });

  it("say how far it has come, also when runs began meanwhile", () => {
    expect(progressText(500, 3_000)).toBe("500 of 3,000 runs so far");
    expect(progressText(3, 2)).toBe("3 of 3 runs so far");
  });

  it("say of each run where it goes on, or what stands in the way", () => {
    expect(planText(planned)).toBe("Goes on where it waits.");
    expect(planText({ ...planned, again: ["ask"] })).toBe("Begins again: ask.");
    expect(planText({ ...planned, outcome: "breaks", obstacles: [obstacle] })).toBe("It is gone. Fork it.");
  });

  it("stand with the runs that cannot move first, each kind in the order it came in", () => {
    const runs = (["moves", "breaks", "moves", "busy", "breaks"] as const).map((outcome, index) => ({
      ...planned,
      runId: `${outcome}${index}`,
      outcome,
    }));
    expect(mostUrgentFirst(runs).map(({ runId }) => runId)).toEqual(["breaks1", "breaks4", "busy3", "moves0", "moves2"]);
  });

  it("say what was done, and what was not", () => {
    const done = { version: 2, count: 2, left: [], refused: 0 };
    expect(doneText({ ...done, what: "moved" })).toBe("2 runs moved to version 2");
    expect(doneText({ ...done, what: "moved", left: [planned] })).toBe("2 runs moved to version 2, 1 left on another one");
    expect(doneText({ ...done, what: "canceled" })).toBe("2 runs asked to end");
    expect(doneText({ ...done, what: "canceled", refused: 1 })).toBe("2 runs asked to end, 1 refused it");
  });
});
