import { describe, expect, it } from "vitest";
import { readTraceparent, spanOfCall, traceIdOf, traceparent, traceparentOfCall } from "./trace-ids.ts";

const runId = "0193c1de-7a3b-7c52-9f10-1d2e3f405162";

describe("ids of traces and spans", () => {
  it("name the run in every call, and are the same for every attempt", () => {
    expect(traceIdOf(runId)).toBe("0193c1de7a3b7c529f101d2e3f405162");
    const header = traceparentOfCall(`${runId}:charge#1`);
    expect(header).toMatch(/^00-0193c1de7a3b7c529f101d2e3f405162-[0-9a-f]{16}-01$/);
    expect(traceparentOfCall(`${runId}:charge#1`)).toBe(header);
    expect(traceparentOfCall(`${runId}:charge#2`)).not.toBe(header);
    expect(readTraceparent(header)).toEqual(spanOfCall(`${runId}:charge#1`));
  });

  it("differ for all of a hundred thousand items", () => {
    const ids = Array.from({ length: 100_000 }, (_, item) => spanOfCall(`${runId}:charge#${item}`).spanId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("are well formed for a run that has no UUID", () => {
    expect(readTraceparent(traceparentOfCall("run-1:charge#1"))).toEqual(spanOfCall("run-1:charge#1"));
  });

  it.each([
    ["", "nothing"],
    ["00-0193c1de7a3b7c529f101d2e3f405162-00f067aa0ba902b7", "too short"],
    ["00-0193C1DE7A3B7C529F101D2E3F405162-00f067aa0ba902b7-01", "capitals"],
    ["00-00000000000000000000000000000000-00f067aa0ba902b7-01", "no trace"],
    ["00-0193c1de7a3b7c529f101d2e3f405162-0000000000000000-01", "no span"],
    ["ff-0193c1de7a3b7c529f101d2e3f405162-00f067aa0ba902b7-01", "no version"],
    ["00-0193c1de7a3b7c529f101d2e3f405162-00f067aa0ba902b7-01-more", "more than this version says"],
  ])("are not read from %j: %s", (header) => expect(readTraceparent(header)).toBeUndefined());

  it("are read from a version to come, and said again as this one says them", () => {
    const caller = readTraceparent("cc-0193c1de7a3b7c529f101d2e3f405162-00f067aa0ba902b7-00-what-comes");
    expect(caller && traceparent(caller)).toBe("00-0193c1de7a3b7c529f101d2e3f405162-00f067aa0ba902b7-01");
  });
});
