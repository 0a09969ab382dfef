import { describe, expect, it } from "vitest";
import type { JsonObject } from "../core/json.ts";
import type { RunEvent, RunEventBody } from "../core/machine/run-event.ts";
import { OpenSteps } from "./open-steps.ts";

let seq = 0;
const event = (body: RunEventBody): RunEvent => ({ ...body, seq: ++seq, at: "2026-01-01T00:00:00.000Z" });
const step = (nodeId: string) => ({ nodeId, visit: 1, attempt: 1 });

const approval = { approvalId: "a-1", title: "Order 7", roles: ["executive"], quorum: 1 };
const waitsForApproval = event({
  type: "step.waiting",
  ...step("approve"),
  data: { approval, dueAt: "2026-01-03T00:00:00.000Z" },
});
const waitsForTime = event({ type: "step.waiting", ...step("pause"), data: { dueAt: "2026-01-01T00:00:01.000Z" } });

function after(...events: RunEvent[]): OpenSteps {
  const open = new OpenSteps();
  events.forEach((made) => open.fold(made));
  return open;
}

describe("OpenSteps", () => {
  it("says that a run with an open approval is up to others", () => {
    expect(after(waitsForApproval).isUpToOthers).toBe(true);
    expect(after(waitsForApproval).approvals).toEqual([
      { approvalId: "a-1", title: "Order 7", roles: ["executive"], isForm: false },
    ]);
  });

  it("says that a run goes on alone while a timer or an attempt is open beside the approval", () => {
    expect(after(waitsForApproval, waitsForTime).isUpToOthers).toBe(false);
    expect(after(waitsForApproval, event({ type: "step.started", ...step("call"), data: {} })).isUpToOthers).toBe(false);
  });

  it("says that nothing is up to others before anything has begun", () => {
    expect(after().isUpToOthers).toBe(false);
  });

  it("gives up what another version begins again, and keeps what it goes on waiting for", () => {
    const moved = (active: JsonObject): RunEvent =>
      event({ type: "run.moved", data: { by: "Ada", from: 1, version: 2, contentHash: "2", state: { active } } });
    expect(after(waitsForApproval, moved({ "approve#1": {} })).approvals).toHaveLength(1);
    expect(after(waitsForApproval, moved({ "approve#2": {} })).approvals).toEqual([]);
  });

  it("closes an approval when it is decided, and a wait when its signal comes", () => {
    const decided = event({
      type: "approval.decided",
      data: { approvalId: "a-1", nodeId: "approve", visit: 1, decision: "approved" },
    });
    expect(after(waitsForApproval, decided).approvals).toEqual([]);
    const waits = event({ type: "step.waiting", ...step("paid"), data: { signal: "payment" } });
    expect(after(waits).signals).toEqual(["payment"]);
    expect(after(waits, event({ type: "signal.received", data: { name: "payment", payload: null } })).signals).toEqual([]);
  });
});
