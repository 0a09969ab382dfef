import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { RedriveFrom } from "#engine/core/machine/redrive-preview.ts";
import { lastStep, type RunView } from "#components/shared/run-view/run-view.ts";

/** What a person wants when they open the dialog; without `from`, the failure if there was one. */
export interface RedriveWish {
  readonly from?: RedriveFrom;
  readonly mode: "rewind" | "fork";
}

/** Moments as text, for a select: `failure`, `start`, `node:ship`, `event:7`. */
export function writeMoment(from: RedriveFrom): string {
  if (from.from === "node") return `node:${from.nodeId}`;
  return from.from === "event" ? `event:${from.seq}` : from.from;
}

export function readMoment(text: string): RedriveFrom {
  if (text.startsWith("node:")) return { from: "node", nodeId: text.slice("node:".length) };
  if (text.startsWith("event:")) return { from: "event", seq: Number(text.slice("event:".length)) };
  return text === "failure" ? { from: "failure" } : { from: "start" };
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What can be gone back to: the failure, the start, before any step the run came to, and the event that was wished for. */
export function momentChoices(view: RunView, document: FlowDocument, wished?: RedriveFrom): Choice[] {
  const nameOf = (nodeId: string): string => document.nodes.find(({ id }) => id === nodeId)?.name ?? nodeId;
  const undoing = new Set(document.edges.flatMap(({ kind, to }) => (kind === "compensation" ? [to] : [])));
  const nodeIds = Object.keys(view.nodes).filter(
    (nodeId) => nodeId !== view.trigger && !undoing.has(nodeId) && (lastStep(view, nodeId)?.spans.length ?? 0) > 0,
  );
  const hasFailed = view.failure !== undefined || view.cancel !== undefined;
  return [
    ...(wished?.from === "event" ? [{ value: writeMoment(wished), label: `Event ${wished.seq}` }] : []),
    ...(hasFailed ? [{ value: "failure", label: "The failure" }] : []),
    { value: "start", label: "The start" },
    ...nodeIds.map((nodeId) => ({
      value: `node:${nodeId}`,
      label: `Before “${nameOf(nodeId)}”`,
    })),
  ];
}
