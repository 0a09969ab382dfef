import type { GraphEdge, GraphNode } from "#components/shared/canvas/flow-graph.ts";
import { stepsAt, type RunView, type StepView } from "#components/shared/run-view/run-view.ts";
import type { JsonValue } from "#engine/core/json.ts";

/** One time that the run went along an edge, and what it carried. */
interface Passage {
  readonly step: StepView;
  readonly payload: JsonValue | undefined;
}

/** What a run did with an edge. */
export interface EdgePassages {
  /** The newest last; of an edge that was taken very often, the last of them. */
  readonly passages: readonly Passage[];
  /** How often it was taken in all. */
  readonly taken: number;
  /** Steps that ended at its beginning, by whichever way they left. */
  readonly ended: number;
  /** Of the steps at its end that are over, those that failed for good. */
  readonly after: { readonly failed: number; readonly ended: number };
}

const MOST_PASSAGES = 200;

/** Goes through all steps of a node: for one edge that is looked at, not for every frame. */
export function passagesOf(view: RunView, edge: GraphEdge, from: Pick<GraphNode, "ports" | "defaultPort">): EdgePassages {
  const steps = stepsAt(view, edge.from).filter(hasEnded);
  const along = steps.filter((step) => wentAlong(step, edge, from));
  const next = stepsAt(view, edge.to).filter(hasEnded);
  return {
    passages: along.slice(-MOST_PASSAGES).map((step) => ({ step, payload: payloadOf(step, edge) })),
    taken: along.length,
    ended: steps.length,
    after: { failed: next.filter(hasFailed).length, ended: next.length },
  };
}

const hasFailed = ({ state }: StepView): boolean => state === "failed" || state === "late";
const hasEnded = (step: StepView): boolean => step.state === "completed" || step.state === "undone" || hasFailed(step);

function wentAlong(step: StepView, { kind, port }: GraphEdge, { ports, defaultPort }: Pick<GraphNode, "ports" | "defaultPort">) {
  if (kind === "error") return hasFailed(step);
  if (kind === "compensation") return step.state === "undone";
  return !hasFailed(step) && (ports.length === 0 || (step.port ?? defaultPort) === port);
}

/** Along an error edge goes the failure, along every other one what the step gave. */
const payloadOf = ({ failure, output }: StepView, { kind }: GraphEdge): JsonValue | undefined =>
  kind === "error" && failure ? (structuredClone(failure) as unknown as JsonValue) : output;

const UNITS = ["B", "KB", "MB"] as const;

/** The size of data as JSON text: `412 B`, `3.4 KB`. */
export function sizeInWords(value: JsonValue): string {
  let size = new TextEncoder().encode(JSON.stringify(value)).length;
  let unit = 0;
  for (; size >= 1024 && unit < UNITS.length - 1; unit++) size /= 1024;
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}

/** `3 of 12 (25 %)`. */
export const shareInWords = (part: number, all: number): string =>
  `${part.toLocaleString("en")} of ${all.toLocaleString("en")} (${Math.round((100 * part) / Math.max(1, all))} %)`;
