import { describe, expect, it } from "vitest";
import type { RunEvent, RunEventBody } from "#engine/core/machine/run-event.ts";
import { flowDocumentSchema } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { readFlowShape } from "./flow-shape.ts";
import { foldRun } from "./fold-run.ts";
import { emptyRunView, stepOf, type RunView } from "./run-view.ts";

const START = Date.parse("2026-03-10T12:00:00.000Z");
const at = (ms: number): string => new Date(START + ms).toISOString();

/** Numbers events and spaces them 100 ms apart. */
const record = (...bodies: readonly RunEventBody[]): RunEvent[] =>
  bodies.map((body, index) => ({ ...body, seq: index + 1, at: at(index * 100) }));

const started: RunEventBody = {
  type: "run.started",
  data: { flow: "orders", version: 1, contentHash: "h", trigger: "start", input: { total: 5 }, seed: 1, startedBy: "Ana" },
};

const flow = flowDocumentSchema.parse({
  omnilink: 1,
  id: "orders",
  name: "Orders",
  nodes: ["price", "charge", "reserve", "ship"].map((id) => ({ id, kind: "http" })),
  edges: [],
});
const shape = readFlowShape(flow, nodeDefinitions);
const fold = (events: readonly RunEvent[], view: RunView = emptyRunView): RunView => foldRun(view, events, shape);

describe("foldRun", () => {
  it("shows the trigger as done with the input of the run", () => {
    const view = fold(record(started));
    expect(stepOf(view, { nodeId: "start", visit: 1 })).toMatchObject({ state: "completed", output: { total: 5 } });
    expect(view).toMatchObject({ seq: 1, startedBy: "Ana", startedAt: at(0) });
  });

  it("gives up the wait that another version begins again, and keeps one that it does not", () => {
    const waits = (nodeId: string): RunEventBody => ({ type: "step.waiting", nodeId, visit: 1, attempt: 1, data: {} });
    const data = { by: "Ana", from: 1, version: 2, contentHash: "h2", state: { active: { "price#1": {}, "charge#2": {} } } };
    const view = fold(record(started, waits("price"), waits("charge"), { type: "run.moved", data }));
    expect(stepOf(view, { nodeId: "price", visit: 1 })).toMatchObject({ state: "waiting" });
    const reason = "the run goes on with version 2, where this step is different";
    expect(stepOf(view, { nodeId: "charge", visit: 1 })).toMatchObject({ state: "canceled", reason });
  });

  it("lets a step that records only its end begin as long ago as it took", () => {
    const completed: RunEventBody = {
      type: "step.completed",
      nodeId: "price",
      visit: 1,
      attempt: 1,
      data: { output: 7, durationMs: 40 },
    };
    const step = stepOf(fold(record(started, completed)), { nodeId: "price", visit: 1 });
    expect(step?.spans).toEqual([{ kind: "running", from: at(60), to: at(100) }]);
    expect(step).toMatchObject({ state: "completed", output: 7 });
  });

  it("ends the call that finds out what became of a step given up", () => {
    const failure = { code: "http/network", message: "broke", unknown: true };
    const place = { nodeId: "charge", visit: 1 };
    const call = (attempt: number): RunEventBody => ({ type: "step.started", ...place, attempt, data: { idempotencyKey: "k" } });
    const givenUp: RunEventBody = { type: "step.failed", ...place, attempt: 1, data: { failure, durationMs: 90, late: true } };
    const done: RunEventBody = { type: "step.lateCompleted", ...place, attempt: 2, data: { output: 7, durationMs: 90 } };
    const nothing: RunEventBody = { type: "step.lateFailed", ...place, attempt: 2, data: { failure, durationMs: 90 } };
    for (const outcome of [done, nothing]) {
      const step = stepOf(fold(record(started, call(1), givenUp, call(2), outcome)), place);
      expect(step?.spans.map(({ to }) => to)).toEqual([at(200), at(400)]);
      expect(step?.attempts.map(({ endedAt }) => endedAt)).toEqual([at(200), at(400)]);
    }
  });

  it("keeps every attempt of a step that is retried, and why it failed", () => {
    const failure = { code: "http/status", message: "503" };
    const view = fold(
      record(
        started,
        { type: "step.started", nodeId: "charge", visit: 1, attempt: 1, data: { idempotencyKey: "k" } },
        { type: "attempt.failed", nodeId: "charge", visit: 1, attempt: 1, data: { failure, retryAt: at(900), durationMs: 100 } },
        { type: "step.started", nodeId: "charge", visit: 1, attempt: 2, data: { idempotencyKey: "k" } },
        { type: "step.completed", nodeId: "charge", visit: 1, attempt: 2, data: { output: {}, durationMs: 100 } },
      ),
    );
    const step = stepOf(view, { nodeId: "charge", visit: 1 });
    expect(step?.attempts.map(({ attempt, failure: why }) => [attempt, why?.code])).toEqual([
      [1, "http/status"],
      [2, undefined],
    ]);
    expect(step?.spans.map(({ kind }) => kind)).toEqual(["running", "retrying", "running"]);
  });

  it("numbers undone steps in the order they were undone", () => {
    const done = (nodeId: string): RunEventBody => ({
      type: "step.completed",
      nodeId,
      visit: 1,
      attempt: 1,
      data: { output: {}, durationMs: 1 },
    });
    const failure = { code: "http/status", message: "500", nodeId: "ship" };
    const view = fold(
      record(
        started,
        done("reserve"),
        done("charge"),
        { type: "run.compensating", data: { failure, steps: 2 } },
        { type: "step.undone", data: { nodeId: "charge", visit: 1, by: "refund" } },
        { type: "step.undone", data: { nodeId: "reserve", visit: 1, by: "release" } },
        { type: "run.compensated", data: { failure } },
      ),
    );
    expect(stepOf(view, { nodeId: "charge", visit: 1 })).toMatchObject({ state: "undone", undoNumber: 1 });
    expect(stepOf(view, { nodeId: "reserve", visit: 1 })).toMatchObject({ state: "undone", undoNumber: 2 });
    expect(view).toMatchObject({ ended: "compensated", failure, isCompensating: false, endedAt: at(600) });
  });

  it("is not changed by events it has seen", () => {
    const events = record(started, { type: "run.completed", data: { output: 1 } });
    const view = fold(events);
    expect(fold(events, view)).toBe(view);
  });
});
