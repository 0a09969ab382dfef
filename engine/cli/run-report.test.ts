import { describe, expect, it } from "vitest";
import type { RunEvent } from "../core/machine/run-event.ts";
import { exitCode, exitCodeOf } from "./exit-code.ts";
import { runReport } from "./run-report.ts";
import { traceLine } from "./trace-line.ts";

const started: RunEvent = {
  seq: 1,
  at: "2026-01-01T00:00:00.000Z",
  type: "run.started",
  data: { flow: "f", version: 1, contentHash: "h", trigger: "start", input: {}, seed: 1 },
};
const failure = { code: "http/status", message: "The warehouse refused." };

describe("runReport", () => {
  it("gives the output of a completed run", () => {
    const completed: RunEvent = { seq: 2, at: "2026-01-01T00:00:00.250Z", type: "run.completed", data: { output: { total: 3 } } };
    expect(runReport("r", [started, completed], "running")).toEqual({
      runId: "r",
      status: "completed",
      output: { total: 3 },
      eventCount: 2,
      durationMs: 250,
    });
  });

  it("gives the failure that was compensated", () => {
    const compensated: RunEvent = { seq: 2, at: "2026-01-01T00:00:01.000Z", type: "run.compensated", data: { failure } };
    expect(runReport("r", [started, compensated], "running")).toMatchObject({
      status: "compensated",
      output: null,
      error: failure,
    });
  });

  it("keeps the stored status of a run that has not ended", () => {
    expect(runReport("r", [started], "waiting")).toMatchObject({ status: "waiting", output: null, eventCount: 1 });
  });
});

describe("exitCodeOf", () => {
  it.each([
    ["completed", exitCode.done],
    ["failed", exitCode.flowFailed],
    ["compensated", exitCode.flowFailed],
    ["compensation_incomplete", exitCode.flowFailed],
    ["canceled", exitCode.flowFailed],
    ["waiting", exitCode.waiting],
    ["needs_decision", exitCode.waiting],
  ] as const)("maps %s to %d", (status, code) => expect(exitCodeOf(status)).toBe(code));
});

describe("traceLine", () => {
  it("puts step coordinates on top and leaves empty data out", () => {
    const event: RunEvent = { seq: 3, at: started.at, type: "step.started", nodeId: "charge", visit: 1, attempt: 2, data: {} };
    expect(traceLine(event)).toEqual({ seq: 3, at: started.at, type: "step.started", nodeId: "charge", visit: 1, attempt: 2 });
  });

  it("names the step of an event from outside", () => {
    const fired: RunEvent = { seq: 4, at: started.at, type: "timer.fired", data: { nodeId: "pause", visit: 1 } };
    expect(traceLine(fired)).toMatchObject({ nodeId: "pause", visit: 1 });
  });
});
