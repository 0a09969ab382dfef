import { describe, expect, it } from "vitest";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { criticalPath, timeSplit } from "./critical-path.ts";
import { createTimeScale, idleGaps, moveWindow, WHOLE, zoomWindow } from "./time-scale.ts";
import type { TimelineRow, TimeSpan } from "./timeline-rows.ts";

const row = (nodeId: string, from: number, to: number, kind: TimeSpan["kind"] = "running"): TimelineRow => ({
  ...{ key: nodeId, nodeId, note: "", state: "completed", from, to },
  spans: [{ kind, from, to }],
});
const graphOf = (...edges: readonly string[]): FlowGraph => {
  const pairs = edges.map((edge) => edge.split(">") as [string, string]);
  const nodes = [...new Set(pairs.flat())].map((id) => ({ id, parent: undefined }));
  return { nodes, edges: pairs.map(([from, to]) => ({ from, to, kind: "flow" })) } as unknown as FlowGraph;
};

describe("the critical path", () => {
  const graph = graphOf("start>quick", "start>slow", "quick>join", "slow>join", "join>end", "join>side");
  const rows = [
    row("start", 0, 0),
    row("quick", 1, 5),
    row("slow", 1, 50),
    row("join", 51, 51),
    row("end", 52, 90),
    row("side", 52, 60),
  ];

  it("goes back from what ended last over what it had to wait for", () => {
    expect([...criticalPath(rows, graph, 0)].toSorted()).toEqual(["end", "join", "slow", "start"]);
  });

  it("goes on from an undo to the failure before it", () => {
    const undo = { from: "slow", to: "recall", kind: "compensation" } as FlowGraph["edges"][number];
    const undone = { nodes: graph.nodes, edges: [...graph.edges, undo] };
    const path = criticalPath([...rows.slice(0, 4), row("recall", 95, 99)], undone, 0);
    expect([...path].toSorted()).toEqual(["join", "recall", "slow", "start"]);
  });

  it("ends with what is still going on", () => {
    const { to: _to, ...open } = row("side", 52, 60);
    expect(criticalPath([...rows.slice(0, 5), open], graph, 500).has("side")).toBe(true);
  });
});

describe("where the time went", () => {
  it("counts each moment once, as work before waiting", () => {
    const rows = [row("a", 0, 100), row("b", 50, 150), row("c", 120, 400, "waiting")];
    expect(timeSplit(rows, 0, 500, 0)).toEqual({ workingMs: 150, waitingMs: 250, queuedMs: 100 });
  });
});

describe("the time axis", () => {
  const DAY = 86_400_000;
  const rows = [row("a", 0, 1_000), row("wait", 1_000, DAY, "waiting"), row("b", DAY, DAY + 1_000)];
  const gaps = idleGaps(rows, 0, DAY + 1_000, 0);

  it("gives a stretch without work little room, and the seconds of work the rest", () => {
    expect(gaps).toEqual([{ from: 1_000, to: DAY }]);
    const scale = createTimeScale(0, DAY + 1_000, gaps);
    expect(scale.place(1_000)).toBeCloseTo(0.48);
    expect(scale.place(DAY)).toBeCloseTo(0.52);
    expect(scale.moment(0.5)).toBeCloseTo((1_000 + DAY) / 2, -2);
    for (const ms of [0, 400, 1_000, DAY / 2, DAY + 999]) expect(scale.moment(scale.place(ms))).toBeCloseTo(ms, 0);
  });

  it("is even without compression, and has a length for a single moment", () => {
    const scale = createTimeScale(100, 200, []);
    expect([100, 150, 200].map((ms) => scale.place(ms))).toEqual([0, 0.5, 1]);
    expect(createTimeScale(5, 5, []).to).toBe(15);
  });

  it("stays within itself when it is zoomed and moved", () => {
    const half = zoomWindow(WHOLE, 0.5);
    expect(half).toEqual({ start: 0.25, end: 0.75 });
    expect(moveWindow(half, 4)).toEqual({ start: 0.5, end: 1 });
    expect(zoomWindow(half, 8)).toEqual(WHOLE);
  });
});
