import type { Node, NodeProps } from "@xyflow/react";
import type { CanvasMark } from "./canvas-mark.ts";
import type { GraphNode } from "./flow-graph.ts";
import type { NodeRunState } from "./step-state.ts";

interface CanvasNodeData extends Record<string, unknown> {
  readonly node: GraphNode;
  readonly run?: NodeRunState | undefined;
  readonly mark?: CanvasMark | undefined;
  /** A container with nothing in it. */
  readonly isEmpty?: boolean;
}

/** What React Flow keeps of a box of the graph. */
export type CanvasNode = Node<CanvasNodeData, "card" | "container">;

/** A run sends many updates; a box is drawn again only when its own part of them changed. */
export const drawnAlike = (before: NodeProps<CanvasNode>, after: NodeProps<CanvasNode>): boolean =>
  before.data.node === after.data.node &&
  before.data.run === after.data.run &&
  before.data.mark === after.data.mark &&
  before.data.isEmpty === after.data.isEmpty &&
  before.selected === after.selected;
