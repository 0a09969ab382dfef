import { MarkerType } from "@xyflow/react";
import { ariaTexts } from "./aria-texts.ts";
import type { Place } from "./arrange.ts";
import type { CanvasMark } from "./canvas-mark.ts";
import type { CanvasEdge, EdgeRunState } from "./flow-edge.tsx";
import { BOTTOM_ANCHOR, type FlowGraph, type GraphEdge, type GraphNode } from "./flow-graph.ts";
import { handlesOf } from "./node-handles.ts";
import type { CanvasNode } from "./canvas-node.ts";
import type { NodeRunState } from "./step-state.ts";

/** Deeper than any body of a flow can be. */
const MAX_DEPTH = 1_000;

export interface NodeLooks {
  readonly runs: Readonly<Record<string, NodeRunState>> | undefined;
  readonly marks?: Readonly<Record<string, CanvasMark>> | undefined;
  readonly selected: ReadonlySet<string>;
  readonly moving: ReadonlyMap<string, Place> | undefined;
}

interface MadeNode {
  readonly run: NodeRunState | undefined;
  readonly mark: CanvasMark | undefined;
  readonly isSelected: boolean;
  readonly isEmpty: boolean;
  readonly place: Place;
  readonly item: CanvasNode;
}

/**
 * Makes React Flow's nodes from a graph and keeps every one that looks as before: a click or a step of a drag among 1,000
 * nodes makes two new objects, and only their cards are drawn again.
 */
export function createNodeItems(): (graph: FlowGraph, looks: NodeLooks) => CanvasNode[] {
  const made = new WeakMap<GraphNode, MadeNode>();
  return ({ nodes }, { runs, marks, selected, moving }) => {
    const filled = new Set(nodes.map(({ parent }) => parent));
    return nodes.map((node) => {
      const place = moving?.get(node.id) ?? node;
      const isEmpty = node.isContainer && !filled.has(node.id);
      const look = { run: runs?.[node.id], mark: marks?.[node.id], isSelected: selected.has(node.id), isEmpty };
      const known = made.get(node);
      if (known && isSameLook(known, look, place)) return known.item;
      const item = toCanvasNode(node, look, place);
      made.set(node, { ...look, place, item });
      return item;
    });
  };
}

type Look = Pick<MadeNode, "run" | "mark" | "isSelected" | "isEmpty">;

const isSameLook = (known: MadeNode, look: Look, { x, y }: Place): boolean =>
  known.run === look.run &&
  known.mark === look.mark &&
  known.isSelected === look.isSelected &&
  known.isEmpty === look.isEmpty &&
  known.item.position.x === x &&
  known.item.position.y === y;

/** Frames lie below the lines, outer ones lowest, and cards above them. */
const levelOf = ({ isContainer, inside }: GraphNode): number => (isContainer ? inside.length - MAX_DEPTH : 0);

function toCanvasNode(node: GraphNode, { run, mark, isSelected, isEmpty }: Look, { x, y }: Place): CanvasNode {
  return {
    id: node.id,
    type: node.isContainer ? "container" : "card",
    position: { x, y },
    width: node.width,
    height: node.height,
    // Sizes and anchors are known: React Flow would measure each box again whenever its object is new.
    measured: { width: node.width, height: node.height },
    handles: handlesOf(node),
    zIndex: levelOf(node),
    data: { node, run, mark, isEmpty },
    selected: isSelected,
    ariaLabel: ariaTexts.node(node, run, mark),
    ariaRole: "button",
    // The canvas has said how it is used; a node says where it stands.
    domAttributes: { "aria-pressed": isSelected, "aria-describedby": undefined, "aria-description": node.neighbors },
  };
}

interface MadeEdge {
  readonly run: EdgeRunState | undefined;
  readonly mark: CanvasMark | undefined;
  readonly isSelected: boolean;
  readonly item: CanvasEdge;
}

export interface EdgeLooks {
  readonly runs: Readonly<Record<string, EdgeRunState>> | undefined;
  readonly marks?: Readonly<Record<string, CanvasMark>> | undefined;
  readonly selected: ReadonlySet<string>;
}

/** The same for lines. */
export function createEdgeItems(): (graph: FlowGraph, looks: EdgeLooks) => CanvasEdge[] {
  const made = new WeakMap<GraphEdge, MadeEdge>();
  return ({ edges }, { runs, marks, selected }) =>
    edges.map((edge) => {
      const look = { run: runs?.[edge.id], mark: marks?.[edge.id], isSelected: selected.has(edge.id) };
      const known = made.get(edge);
      if (known && known.run === look.run && known.mark === look.mark && known.isSelected === look.isSelected) return known.item;
      const item = toCanvasEdge(edge, look);
      made.set(edge, { ...look, item });
      return item;
    });
}

function toCanvasEdge(edge: GraphEdge, { run, mark, isSelected }: Omit<MadeEdge, "item">): CanvasEdge {
  const color = isSelected ? "var(--accent)" : mark ? colorOfTone[mark.tone] : colorOf(edge, run);
  const marker = { type: MarkerType.ArrowClosed, color, width: 14, height: 14, markerUnits: "userSpaceOnUse" };
  return {
    id: edge.id,
    type: "flow",
    source: edge.from,
    target: edge.to,
    ...sourceAnchor(edge),
    ...(edge.sides.enters === "top" ? { targetHandle: "top" } : {}),
    markerEnd: marker,
    selected: isSelected,
    data: { edge, run, mark },
  };
}

const colorOfTone: Readonly<Record<CanvasMark["tone"], string>> = {
  info: "var(--info)",
  warn: "var(--warn)",
  good: "var(--good)",
  bad: "var(--bad)",
  quiet: "var(--ink-3)",
};

function colorOf({ kind }: GraphEdge, run: EdgeRunState | undefined): string {
  if (kind === "error") return "var(--bad)";
  if (kind === "compensation") return "var(--warn)";
  if (run?.flowing) return "var(--info)";
  return run?.taken ? "var(--ink-2)" : "var(--edge)";
}

function sourceAnchor({ label, port, sides }: GraphEdge): { readonly sourceHandle?: string } {
  if (label !== undefined) return { sourceHandle: port };
  return sides.leaves === "bottom" ? { sourceHandle: BOTTOM_ANCHOR } : {};
}
