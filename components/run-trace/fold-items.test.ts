import { describe, expect, it } from "vitest";
import { flowDocumentSchema } from "#engine/core/flow/flow-document.ts";
import type { RunEvent, RunEventBody } from "#engine/core/machine/run-event.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { buildFlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { findItems } from "./find-items.ts";
import { readFlowShape } from "#components/shared/run-view/flow-shape.ts";
import { foldRun } from "#components/shared/run-view/fold-run.ts";
import { projectRun } from "#components/shared/run-view/project-run.ts";
import { emptyRunView, itemsRunning, itemState, itemValue, stepOf, type RunView } from "#components/shared/run-view/run-view.ts";
import { at } from "#components/shared/run-view/sparse-list.ts";
import { threadMs } from "#tests/support/processor-time.ts";
import { rowsOf } from "./timeline/timeline-rows.ts";

const document = flowDocumentSchema.parse({
  omnilink: 1,
  id: "lines",
  name: "Lines",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "each", kind: "forEach", config: { items: "input", concurrency: 2, tolerate: 1 } },
    { id: "reserve", kind: "http", parent: "each", config: { method: "POST", url: "https://w.example" } },
    { id: "charge", kind: "http", parent: "each", config: { method: "POST", url: "https://p.example" } },
    { id: "release", kind: "http", parent: "each", config: { method: "POST", url: "https://w.example/undo" } },
    { id: "turns", kind: "loop", config: { while: "true" } },
    { id: "poll", kind: "http", parent: "turns", config: { method: "GET", url: "https://w.example" } },
  ],
  edges: [
    { from: "start", to: "each" },
    { from: "reserve", to: "charge" },
    { from: "reserve", to: "release", kind: "compensation" },
    { from: "each", to: "turns" },
  ],
});
const shape = readFlowShape(document, nodeDefinitions);
const graph = buildFlowGraph(document, undefined, nodeDefinitions);
const record = (bodies: readonly RunEventBody[]): RunEvent[] =>
  bodies.map((body, index) => ({ ...body, seq: index + 1, at: new Date(index * 10).toISOString() }));
const fold = (...bodies: readonly RunEventBody[]): RunView => foldRun(emptyRunView, record(bodies), shape);

const started: RunEventBody = {
  type: "run.started",
  data: { flow: "lines", version: 1, contentHash: "h", trigger: "start", input: {}, seed: 1 },
};
const each = { nodeId: "each", visit: 1, attempt: 1 };
const opened = (items: readonly string[], maxFailures = 1): readonly RunEventBody[] => [
  started,
  { type: "items.listed", ...each, data: { first: 0, items } },
  { type: "scope.opened", ...each, data: { count: items.length, concurrency: 2, maxFailures, collect: true } },
];
const done = (nodeId: string, visit: number, item: number): RunEventBody => ({
  type: "step.completed",
  nodeId,
  visit,
  item,
  attempt: 1,
  data: { output: `${nodeId} ${item}`, durationMs: 5 },
});
const failed = (index: number, retryAt?: string): RunEventBody => ({
  type: "item.failed",
  ...each,
  data: { index, failure: { code: "http/status", message: "503" }, ...(retryAt === undefined ? {} : { retryAt }) },
});
const finished: RunEventBody = { type: "step.completed", ...each, data: { output: [], durationMs: 50 } };
const bodyOf = (view: RunView) => view.bodies["each#1"]!;
const statesOf = (view: RunView, count: number) => Array.from({ length: count }, (_, index) => itemState(bodyOf(view), index));

describe("the items of a run", () => {
  it("are begun a few at a time, and end when the last of their ways does", () => {
    const view = fold(...opened(["a", "b", "c"]), done("reserve", 1, 0), done("reserve", 2, 1), done("charge", 1, 0));
    expect(statesOf(view, 3)).toEqual(["done", "running", "running"]);
    expect(bodyOf(view)).toMatchObject({ total: 3, done: 1, failed: 0, concurrency: 2 });
    expect(itemsRunning(bodyOf(view))).toBe(2);
    expect(itemValue(bodyOf(view), 1)).toBe("b");
  });

  it("keep their steps, with input and output", () => {
    const view = fold(...opened(["a"]), done("reserve", 1, 0), done("charge", 1, 0), finished);
    const item = at(bodyOf(view).items, 0)!;
    expect(item.steps.map((name) => stepOf(view, name)?.output)).toEqual(["reserve 0", "charge 0"]);
    expect(item).toMatchObject({ state: "done", attempt: 1 });
  });

  it("fail, are repeated as a whole, and may end well after that", () => {
    const again = new Date(60_000).toISOString();
    const waiting = [...opened(["a", "b"]), done("reserve", 1, 0), failed(0, again)];
    expect(statesOf(fold(...waiting), 2)).toEqual(["retrying", "running"]);
    expect(bodyOf(fold(...waiting)).retrying).toBe(1);
    const view = fold(...waiting, done("reserve", 2, 0), done("charge", 1, 0), failed(1));
    expect(statesOf(view, 2)).toEqual(["done", "failed"]);
    expect(bodyOf(view)).toMatchObject({ done: 1, failed: 1, retrying: 0 });
    expect(at(bodyOf(view).items, 0)).toMatchObject({ attempt: 2, steps: [{ visit: 1 }, { visit: 2 }, { nodeId: "charge" }] });
  });

  it("that were not begun when the step failed stay undone work, not failures", () => {
    const failure = { code: "items/too-many-failed", message: "Too many" };
    const view = fold(...opened(["a", "b", "c"], 0), failed(0), {
      type: "step.failed",
      ...each,
      data: { failure, durationMs: 9 },
    });
    expect(statesOf(view, 3)).toEqual(["failed", "canceled", "canceled"]);
    expect(itemsRunning(bodyOf(view))).toBe(0);
  });

  it("are found by state and by index", () => {
    const body = bodyOf(fold(...opened(["a", "b", "c"]), done("reserve", 1, 0), done("charge", 1, 0), failed(1)));
    expect(findItems(body, "all", "").count).toBe(3);
    expect(findItems(body, "failed", "").indexAt(0)).toBe(1);
    expect(findItems(body, "unfinished", "").indexAt(0)).toBe(2);
    expect(findItems(body, "all", "2").indexAt(0)).toBe(2);
    expect(findItems(body, "all", "7").count).toBe(0);
  });
});

describe("the turns of a loop", () => {
  it("follow each other", () => {
    const turn = (number: number): RunEventBody => ({
      type: "scope.opened",
      nodeId: "turns",
      visit: 1,
      attempt: 1,
      data: { turn: number },
    });
    const view = fold(started, turn(0), done("poll", 1, 0), turn(1), done("poll", 2, 1), turn(2));
    const body = view.bodies["turns#1"]!;
    expect(body).toMatchObject({ unit: "turn", done: 2, items: { count: 3 } });
    expect([0, 1, 2].map((index) => itemState(body, index))).toEqual(["done", "done", "running"]);
  });
});

describe("the canvas of a run with items", () => {
  const view = fold(...opened(["a", "b", "c"]), done("reserve", 1, 0), done("charge", 1, 0), done("reserve", 2, 1), failed(1));

  it("says how far the container is, and of each node inside how often it was come to", () => {
    const { nodes } = projectRun(view, graph, document);
    expect(nodes["each"]).toMatchObject({ state: "running", progress: { total: 3, done: 1, failed: 1, running: 1 } });
    expect(nodes["reserve"]).toMatchObject({ state: "running", counts: { done: 2, failed: 0, total: 3 } });
  });

  it("shows what the nodes inside did for the item that was chosen", () => {
    const { nodes, edges } = projectRun(view, graph, document, undefined, { body: "each#1", index: 0 });
    expect(nodes["charge"]).toMatchObject({ state: "completed" });
    expect(nodes["charge"]?.counts).toBeUndefined();
    expect(edges["reserve.out>charge"]).toMatchObject({ taken: 1 });
    expect(projectRun(view, graph, document, undefined, { body: "each#1", index: 2 }).nodes["reserve"]?.state).toBe("running");
  });
});

describe("a run that is paused", () => {
  it("says so, and calls what it waits with paused", () => {
    const waiting: RunEventBody = { type: "step.waiting", nodeId: "each", visit: 1, attempt: 1, data: {} };
    const view = fold(started, waiting, { type: "run.paused", data: { by: "Ana" } });
    expect(projectRun(view, graph, document)).toMatchObject({ status: "paused", nodes: { each: { state: "held" } } });
    expect(
      foldRun(view, [{ type: "run.resumed", data: { by: "Ana" }, seq: 4, at: "2026-01-01T00:00:00.000Z" }], shape).paused,
    ).toBe(undefined);
  });
});

describe("a run that went back in time", () => {
  it("no longer counts what came after that moment", () => {
    const view = fold(started, { type: "run.failed", data: { failure: { code: "x", message: "x" } } });
    const events = record([
      started,
      ...opened([]).slice(1),
      finished,
      { type: "run.completed", data: { output: null } },
      { type: "run.rewound", data: { by: "Ana", toSeq: 1, state: {} } },
    ]);
    expect(view.ended).toBe("failed");
    expect(foldRun(emptyRunView, events, shape)).toMatchObject({ nodes: { start: { states: { completed: 1 } } } });
    expect(foldRun(emptyRunView, events, shape).ended).toBeUndefined();
  });
});

describe("a run of many items", () => {
  const story = (items: number): RunEvent[] => {
    const listed = Array.from({ length: items }, (_, index) => `item ${index}`);
    const steps = listed.flatMap((_, index) => [done("reserve", index + 1, index), done("charge", index + 1, index)]);
    return record([...opened(listed), ...steps]);
  };
  /** As the page folds: a batch for each frame, a new view each time. */
  const inFrames = (events: readonly RunEvent[], frame: number): RunView => {
    let view = emptyRunView;
    for (let from = 0; from < events.length; from += frame) view = foldRun(view, events.slice(from, from + frame), shape);
    return view;
  };
  const quickest = (work: () => void): number => Math.min(...[1, 2, 3].map(() => threadMs(work)));

  it("takes as much longer to fold as it is longer, also frame by frame", () => {
    const [short, long] = [story(5_000), story(50_000)];
    inFrames(short, 200);
    const ratio = quickest(() => inFrames(long, 200)) / quickest(() => inFrames(short, 200));
    expect(bodyOf(inFrames(long, 1_000))).toMatchObject({ done: 50_000 });
    expect(ratio).toBeLessThan(40);
  }, 60_000);

  it("leaves the views before as they were", () => {
    const events = story(3);
    const before = foldRun(emptyRunView, events.slice(0, 4), shape);
    const kept = structuredClone(before);
    foldRun(before, events.slice(4), shape);
    expect(before).toEqual(kept);
  });

  it("is a row per node in the timeline", () => {
    expect(rowsOf(inFrames(story(100), 50), false).map(({ nodeId, note }) => `${nodeId} ${note}`.trim())).toEqual([
      "start",
      "each",
      "reserve ×100",
      "charge ×100",
    ]);
  });
});
