import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import type { TimelineRow } from "./timeline-rows.ts";

/** Times are recorded in milliseconds, so what led on may seem to end a moment after what it led to began. */
const SLACK_MS = 2;

/**
 * The steps that decided how long the run took: the one that ended last, before it the one that it had to wait for last,
 * and so on to the trigger. Making any of them faster makes the run faster. A container counts as a whole.
 */
export function criticalPath(rows: readonly TimelineRow[], { nodes, edges }: FlowGraph, now: number): ReadonlySet<string> {
  const inBodies = new Set(nodes.flatMap(({ id, parent }) => (parent === undefined ? [] : [id])));
  const byNode = Map.groupBy(
    rows.filter(({ nodeId }) => !inBodies.has(nodeId)),
    ({ nodeId }) => nodeId,
  );
  const sources = Map.groupBy(
    edges.filter(({ kind }) => kind !== "compensation"),
    ({ to }) => to,
  );
  const undoing = new Set(edges.flatMap(({ kind, to }) => (kind === "compensation" ? [to] : [])));
  const all = [...byNode.values()].flat();
  const endOf = ({ to }: TimelineRow): number => to ?? now;
  const latest = (candidates: readonly TimelineRow[]): TimelineRow | undefined =>
    candidates.reduce<TimelineRow | undefined>((best, row) => (best && endOf(best) >= endOf(row) ? best : row), undefined);
  const path = new Set<string>();
  let row = latest(all);
  while (row && !path.has(row.key)) {
    path.add(row.key);
    const { nodeId, from, key } = row;
    // An undo is led to by no edge of the way: it follows whatever ended last before it.
    const leading = sources.get(nodeId)?.flatMap((edge) => byNode.get(edge.from) ?? []) ?? (undoing.has(nodeId) ? all : []);
    row = latest(leading.filter((one) => one.key !== key && endOf(one) <= from + SLACK_MS));
  }
  return path;
}

/** How long the run worked, waited, and did neither, in milliseconds. */
export interface TimeSplit {
  readonly workingMs: number;
  /** For time, people, other systems or the next attempt. */
  readonly waitingMs: number;
  /** For a free worker or a slot. */
  readonly queuedMs: number;
}

/** Each moment counts once: as work if anything works, else as waiting if anything waits. */
export function timeSplit(rows: readonly TimelineRow[], from: number, to: number, now: number): TimeSplit {
  const spans = rows.flatMap((row) => row.spans);
  const length = (kinds: readonly string[]): number =>
    covered(
      spans.filter(({ kind }) => kinds.includes(kind)).map(({ from: begin, to: end }) => [begin, end ?? now] as const),
      from,
      to,
    );
  const workingMs = length(["running"]);
  const busyMs = length(["running", "waiting", "retrying"]);
  return { workingMs, waitingMs: busyMs - workingMs, queuedMs: Math.max(0, to - from - busyMs) };
}

/** How much of the range the pieces cover together. */
function covered(pieces: readonly (readonly [number, number])[], from: number, to: number): number {
  let sum = 0;
  let reached = from;
  for (const [begin, end] of pieces.toSorted((a, b) => a[0] - b[0])) {
    const until = Math.min(end, to);
    if (until <= reached) continue;
    sum += until - Math.max(begin, reached);
    reached = until;
  }
  return sum;
}
