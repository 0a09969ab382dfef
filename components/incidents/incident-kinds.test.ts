import { describe, expect, it } from "vitest";
import { isOverdue, outcomeText, runLink } from "./incident-kinds.ts";

describe("an incident", () => {
  it("is overdue after a day, as long as it is open", () => {
    const openedAt = "2026-03-10T12:00:00.000Z";
    const opened = Date.parse(openedAt);
    expect(isOverdue({ status: "open", openedAt }, opened + 86_400_000)).toBe(false);
    expect(isOverdue({ status: "open", openedAt }, opened + 86_400_001)).toBe(true);
    expect(isOverdue({ status: "discarded", openedAt }, opened + 86_400_001)).toBe(false);
  });

  it("leads to its run at the step that needs looking at", () => {
    const failure = { code: "http/status", message: "503" };
    expect(runLink({ runId: "r", nodeId: "charge", visit: 3, failure })).toBe("/runs/r?step=charge&visit=3");
    expect(runLink({ runId: "r", failure: { ...failure, nodeId: "ship" } })).toBe("/runs/r?step=ship");
    expect(runLink({ runId: "r", failure })).toBe("/runs/r");
  });

  it("says what became of it", () => {
    expect(outcomeText({ status: "resolved", resolution: "retried" })).toBe("The call was repeated");
    expect(outcomeText({ status: "resolved", resolution: "compensation_incomplete" })).toBe("The run is compensation incomplete");
    expect(outcomeText({ status: "discarded" })).toBe("Discarded");
  });
});
