import { expect, it } from "vitest";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { eventInWords } from "./event-words.ts";

const at = { seq: 1, at: "2026-01-01T00:00:00.000Z" };
const labelOf = (id: string): string => (id === "charge" ? "Charge the customer" : id);

it("says what happened to which step", () => {
  const done: RunEvent = {
    ...at,
    type: "step.completed",
    nodeId: "charge",
    visit: 1,
    attempt: 1,
    data: { output: 1, durationMs: 5 },
  };
  expect(eventInWords(done, labelOf)).toBe("Charge the customer was done");
});

it("says what happened to the run", () => {
  const paused: RunEvent = { ...at, type: "run.paused", data: { by: "Ana Lima" } };
  expect(eventInWords(paused, labelOf)).toBe("The run was paused by Ana Lima");
});

it("says who took a run back in time, how far, and why", () => {
  const rewound: RunEvent = { ...at, type: "run.rewound", data: { by: "Ana Lima", reason: "wrong price", toSeq: 4, state: {} } };
  expect(eventInWords(rewound, labelOf)).toBe("The run went back to event 4 by Ana Lima: wrong price");
});

it("names the step that something from outside is about", () => {
  const decided: RunEvent = { ...at, type: "step.decided", data: { nodeId: "charge", visit: 1, verdict: "done", by: "Ana" } };
  const undone: RunEvent = { ...at, type: "step.undone", data: { nodeId: "charge", visit: 1, by: "refund" } };
  expect(eventInWords(decided, labelOf)).toBe("Charge the customer was decided by Ana");
  expect(eventInWords(undone, labelOf)).toBe("Charge the customer was undone");
});
