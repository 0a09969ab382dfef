import type { Place } from "../../flow/layout.ts";
import { refuse, type CommandResult } from "../command-result.ts";
import { EditBuilder } from "../edit-builder.ts";
import type { FlowDraft } from "../flow-draft.ts";
import { nodesInWords } from "../node-words.ts";
import { place } from "./move-nodes.ts";

export type Alignment = "left" | "center" | "right" | "top" | "middle" | "bottom" | "distributeX" | "distributeY";

/** Where a box is drawn, relative to its container, in pixels. */
export interface DrawnBox extends Place {
  readonly width: number;
  readonly height: number;
}

type Axis = "x" | "y";

interface Span {
  readonly id: string;
  readonly start: number;
  readonly size: number;
}

/** Lines boxes up at an edge or at their middles, or spreads them so that the gaps are equal. */
export function alignNodes(
  draft: FlowDraft,
  nodeIds: readonly string[],
  how: Alignment,
  boxes: ReadonlyMap<string, DrawnBox>,
): CommandResult {
  const nodes = draft.document.nodes.filter(({ id }) => nodeIds.includes(id) && boxes.has(id));
  const isSpread = how === "distributeX" || how === "distributeY";
  if (nodes.length < (isSpread ? 3 : 2))
    return refuse(isSpread ? "Select at least three nodes to spread." : "Select at least two nodes to line up.");
  if (new Set(nodes.map(({ parent }) => parent)).size > 1)
    return refuse("The selected nodes are in different containers. Line up those of one.");
  const axis: Axis = how === "left" || how === "center" || how === "right" || how === "distributeX" ? "x" : "y";
  const spans = nodes.map(({ id }) => spanOf(id, boxes.get(id)!, axis));
  const starts = isSpread ? spread(spans) : lineUp(spans, how);
  const builder = new EditBuilder(draft);
  for (const [id, start] of starts) {
    const { x, y } = boxes.get(id)!;
    place(builder, id, { x, y, [axis]: start });
  }
  return builder.finish(`${isSpread ? "Spread" : "Line up"} ${nodesInWords(nodes)}`);
}

const spanOf = (id: string, box: DrawnBox, axis: Axis): Span => ({
  id,
  start: box[axis],
  size: axis === "x" ? box.width : box.height,
});

function lineUp(spans: readonly Span[], how: Alignment): readonly (readonly [string, number])[] {
  const first = Math.min(...spans.map(({ start }) => start));
  const last = Math.max(...spans.map(({ start, size }) => start + size));
  return spans.map(({ id, size }) => {
    if (how === "left" || how === "top") return [id, first] as const;
    return [id, how === "right" || how === "bottom" ? last - size : (first + last - size) / 2] as const;
  });
}

function spread(spans: readonly Span[]): readonly (readonly [string, number])[] {
  const ordered = spans.toSorted((left, right) => left.start - right.start);
  const first = ordered[0]!.start;
  const last = Math.max(...ordered.map(({ start, size }) => start + size));
  const gap = (last - first - ordered.reduce((sum, { size }) => sum + size, 0)) / (ordered.length - 1);
  let at = first;
  return ordered.map(({ id, size }) => {
    const start = at;
    at += size + gap;
    return [id, start] as const;
  });
}
