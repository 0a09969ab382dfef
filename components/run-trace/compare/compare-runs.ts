import { jsonEqual } from "#engine/core/flow/json-equal.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import type { NodeRunState, StepState } from "#components/shared/canvas/step-state.ts";
import { lastStep, type RunView, type StepView } from "#components/shared/run-view/run-view.ts";

/**
 * Two runs of a flow beside each other, step by step. The runs may be of different versions: steps are matched by their id,
 * and one that a version does not have is `absent` there. Of a step that a run came to many times, the last visit is compared.
 */
export interface RunComparison {
  /** In the reading order of the left flow; what only the right one has comes last. */
  readonly steps: readonly ComparedStep[];
  /** The first step that both came to and that ended or went on in another way: what follows differs because of it. */
  readonly partsAt: string | undefined;
}

/** `absent`: only one version has the step. `outcome`: it ended otherwise. `way`: it was left by another output. */
export type Difference = "same" | "absent" | "outcome" | "way" | "output";

export interface ComparedStep {
  readonly nodeId: string;
  readonly label: string;
  readonly difference: Difference;
  readonly left: StepSide | undefined;
  readonly right: StepSide | undefined;
}

export interface StepSide {
  readonly state: StepState;
  readonly step: StepView | undefined;
  readonly visits: number;
  /** From the begin of its first visit to the end of its last one. */
  readonly tookMs: number | undefined;
}

export interface ComparedRun {
  readonly view: RunView;
  readonly graph: FlowGraph;
  readonly nodes: Readonly<Record<string, NodeRunState>>;
}

export function compareRuns(left: ComparedRun, right: ComparedRun): RunComparison {
  const labels = new Map([...right.graph.nodes, ...left.graph.nodes].map(({ id, label }) => [id, label]));
  const ids = new Set([...left.graph.nodes, ...right.graph.nodes].map(({ id }) => id));
  const steps = [...ids].map((nodeId): ComparedStep => {
    const sides = { left: sideOf(left, nodeId), right: sideOf(right, nodeId) };
    return { nodeId, label: labels.get(nodeId)!, difference: differenceOf(sides.left, sides.right), ...sides };
  });
  return { steps, partsAt: whereTheyPart(steps, left.view) };
}

function sideOf({ view, graph, nodes }: ComparedRun, nodeId: string): StepSide | undefined {
  if (!graph.nodes.some(({ id }) => id === nodeId)) return undefined;
  const trace = view.nodes[nodeId];
  const { from, to } = trace ?? {};
  return {
    state: nodes[nodeId]?.state ?? "idle",
    step: lastStep(view, nodeId),
    visits: trace?.steps.count ?? 0,
    tookMs: from === undefined || to === undefined ? undefined : Date.parse(to) - Date.parse(from),
  };
}

function differenceOf(left: StepSide | undefined, right: StepSide | undefined): Difference {
  if (!left || !right) return "absent";
  if (left.state !== right.state) return "outcome";
  if (portOf(left) !== portOf(right)) return "way";
  return jsonEqual(left.step?.output, right.step?.output) ? "same" : "output";
}

/** A step that was undone had been done. */
const endOf = ({ state }: StepSide): StepState => (state === "undone" ? "completed" : state);
const portOf = ({ step }: StepSide): string => step?.port ?? "";

/** In the order in which the left run came to its steps. */
function whereTheyPart(steps: readonly ComparedStep[], { nodes }: RunView): string | undefined {
  const parting = steps.filter(
    ({ left, right }) => left?.step && right?.step && (endOf(left) !== endOf(right) || portOf(left) !== portOf(right)),
  );
  const beganAt = ({ nodeId }: ComparedStep): string => nodes[nodeId]?.from ?? "";
  return parting.toSorted((a, b) => beganAt(a).localeCompare(beganAt(b)))[0]?.nodeId;
}
