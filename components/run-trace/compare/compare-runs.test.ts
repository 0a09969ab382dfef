import { describe, expect, it } from "vitest";
import { emptyRunView, type RunView, type StepView } from "#components/shared/run-view/run-view.ts";
import { emptySparseList, SparseListDraft } from "#components/shared/run-view/sparse-list.ts";
import type { FlowGraph, GraphNode } from "#components/shared/canvas/flow-graph.ts";
import type { NodeRunState } from "#components/shared/canvas/step-state.ts";
import { compareRuns, type ComparedRun } from "./compare-runs.ts";
import { durationDifference, stateWord, summaryOf } from "./comparison-words.ts";

interface Did {
  readonly state?: NodeRunState["state"];
  readonly port?: string;
  readonly output?: StepView["output"];
  /** Seconds after the begin of the run. */
  readonly from?: number;
  readonly to?: number;
}

const at = (second: number): string => new Date(Date.UTC(2_030, 0, 1) + second * 1_000).toISOString();

/** A run that came to these steps, one after the other; a step with nothing to it was skipped. */
function run(steps: Readonly<Record<string, Did | undefined>>): ComparedRun {
  const ids = Object.keys(steps);
  const nodes: Record<string, RunView["nodes"][string]> = {};
  const states: Record<string, NodeRunState> = {};
  for (const [index, [nodeId, did]] of Object.entries(steps).entries()) {
    states[nodeId] = { state: did ? (did.state ?? "completed") : "skipped", attempt: 1 };
    if (!did) continue;
    const { state = "completed", port, output = null, from = index, to = index + 1 } = did;
    const step = { key: `${nodeId}#1`, nodeId, visit: 1, state, seq: index + 2, attempts: [], spans: [], output };
    const list = new SparseListDraft<StepView>(emptySparseList);
    list.set(0, port === undefined ? step : { ...step, port });
    nodes[nodeId] = { nodeId, steps: list.finish(), states: {}, left: {}, from: at(from), to: at(to) };
  }
  const boxes = ids.map((id) => ({ id, label: id.toUpperCase() }) as GraphNode);
  const graph: FlowGraph = { nodes: boxes, edges: [] };
  return { view: { ...emptyRunView, seq: ids.length, nodes }, graph, nodes: states };
}

const differences = (left: ComparedRun, right: ComparedRun) =>
  Object.fromEntries(compareRuns(left, right).steps.map(({ nodeId, difference }) => [nodeId, difference]));

describe("two runs beside each other", () => {
  it("are the same when every step ended alike and gave the same, whatever the order of keys", () => {
    const left = run({ price: { output: { a: 1, b: 2 } }, ship: {} });
    const right = run({ price: { output: { b: 2, a: 1 } }, ship: {} });
    expect(differences(left, right)).toEqual({ price: "same", ship: "same" });
    expect(summaryOf(compareRuns(left, right))).toBe("Both took the same way, and every step gave the same output.");
  });

  it("part where both came to a step and left it by another output; what follows is only a consequence", () => {
    const left = run({ size: { port: "large" }, approve: {}, ship: {} });
    const right = run({ size: { port: "small" }, approve: undefined, ship: {} });
    const compared = compareRuns(left, right);
    expect(differences(left, right)).toEqual({ size: "way", approve: "outcome", ship: "same" });
    expect(compared.partsAt).toBe("size");
    expect(summaryOf(compared)).toBe(
      "They part at “SIZE”: it went on by “large” in the first run, it went on by “small” in the second.",
    );
  });

  it("part at the step that was come to first, not at the one that is drawn first", () => {
    const left = run({ later: { from: 9, state: "failed" }, sooner: { from: 1, state: "failed" } });
    const right = run({ later: {}, sooner: {} });
    expect(compareRuns(left, right).partsAt).toBe("sooner");
  });

  it("do not part at a step that was undone: it had been done, and what came later is why", () => {
    const left = run({ charge: { state: "undone" }, ship: { state: "failed" } });
    expect(compareRuns(left, run({ charge: {}, ship: {} })).partsAt).toBe("ship");
  });

  it("keep steps that only one version has", () => {
    const compared = compareRuns(run({ price: {} }), run({ price: {}, audit: {} }));
    const audit = compared.steps.find(({ nodeId }) => nodeId === "audit")!;
    expect(audit.difference).toBe("absent");
    expect(stateWord(audit.left)).toBe("Not in this version");
    expect(compared.partsAt).toBeUndefined();
  });

  it("say which outputs differ, and by how much a step was slower", () => {
    const left = run({ price: { output: { total: 10 }, from: 0, to: 1 } });
    const right = run({ price: { output: { total: 11 }, from: 0, to: 3 } });
    const compared = compareRuns(left, right);
    expect(differences(left, right)).toEqual({ price: "output" });
    expect(durationDifference(compared.steps[0]!)).toBe("2.0 s slower");
    expect(summaryOf(compared)).toBe("Both took the same way. 1 step gave another output.");
  });
});
