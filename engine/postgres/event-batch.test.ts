import { describe, expect, it } from "vitest";
import type { RunEvent } from "../core/machine/run-event.ts";
import { decodeBatch, encodeBatch, startedBatch, type BatchRow } from "./event-batch.ts";

const step = { nodeId: "price", visit: 2, attempt: 1 };
const events: RunEvent[] = [
  { seq: 4, at: "2026-01-01T00:00:00.250Z", type: "step.started", ...step, data: { input: { b: 1, a: "\u0000\n" } } },
  { seq: 5, at: "2026-01-01T00:00:01.000Z", type: "step.completed", ...step, data: { output: [1e-7, null], durationMs: 4 } },
  { seq: 6, at: "2026-01-01T00:00:00.900Z", type: "timer.fired", data: { nodeId: "wait", visit: 1 } },
];

function stored(batch: readonly RunEvent[]): BatchRow {
  const { firstSeq, at, text } = encodeBatch(batch)!;
  return [firstSeq, Date.parse(at), JSON.parse(text) as BatchRow[2]];
}

describe("a batch of events", () => {
  it("gives the events back as they were, also when a clock went backward", () => {
    expect(JSON.stringify(decodeBatch(stored(events)))).toBe(JSON.stringify(events));
  });

  it("gives the events after a sequence number inside it", () => {
    expect(decodeBatch(stored(events), 3)).toEqual(events);
    expect(decodeBatch(stored(events), 5)).toEqual(events.slice(2));
    expect(decodeBatch(stored(events), 6)).toEqual([]);
  });

  it("carries the index of a for-each item, also 0", () => {
    const items = [0, 7].map((item, index) => ({ ...events[1]!, seq: 8 + index, item }));
    expect(decodeBatch(stored(items))).toEqual(items);
  });

  it("is nothing without events", () => {
    expect(encodeBatch([])).toBeUndefined();
  });

  it("refuses an event without a time", () => {
    expect(() => encodeBatch([events[0]!, { ...events[1]!, at: "no time at all" }])).toThrow(
      /Event 5 \(step.completed\).*no time at all/,
    );
  });

  it("is filled with blanks to the size from which Postgres compresses, when that pays", () => {
    expect(startedBatch('{"input":1}')).toBe('[["run.started",0,{"input":1}]]');
    const long = startedBatch(JSON.stringify({ input: "x".repeat(900) }));
    expect(long).toHaveLength(1_980);
    expect(long.trimEnd()).toBe(`[["run.started",0,{"input":"${"x".repeat(900)}"}]]`);
  });
});
