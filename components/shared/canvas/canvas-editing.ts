import type { ReactFlowProps } from "@xyflow/react";
import { createContext, type ComponentType, type ReactNode } from "react";
import type { EdgeKind } from "#engine/core/flow/flow-document.ts";
import type { Place } from "./arrange.ts";
import type { CanvasEdge } from "./flow-edge.tsx";
import type { CanvasNode } from "./canvas-node.ts";

/** An output that something is to follow: a port of a node, or what follows its failure or its undo. */
export interface Output {
  readonly nodeId: string;
  readonly port?: string;
  readonly kind?: EdgeKind;
}

/** What cards and lines offer besides being looked at. One object for the life of the page, so that no card is drawn again for it. */
export interface BoxEditing {
  /** Small marks at the corner of a card, such as problems and comments. */
  readonly NodeBadges: ComponentType<{ readonly nodeId: string }>;
  /** The same beside the label of a line. */
  readonly EdgeBadges: ComponentType<{ readonly edgeId: string }>;
  /** An output was pressed, not dragged: something new is to follow it. `at` is where on the screen. */
  readonly onOutput: (output: Output, at: Place) => void;
  /** Something new is to be put into a line. */
  readonly onSplice: (edgeId: string, at: Place) => void;
}

/**
 * Makes the canvas one that can be edited. Without it, it only shows. React Flow holds nothing of the flow: gestures end
 * in commands outside, and what comes back is a new graph.
 */
export interface CanvasEditing {
  readonly boxes: BoxEditing;
  readonly selection: { readonly nodes: ReadonlySet<string>; readonly edges: ReadonlySet<string> };
  /** Where boxes are while they are dragged, from the corner of the flow. */
  readonly moving: ReadonlyMap<string, Place> | undefined;
  readonly gestures: Partial<ReactFlowProps<CanvasNode, CanvasEdge>>;
  /** Drawn inside the canvas, such as frames of groups and pins of comments. */
  readonly children: ReactNode;
}

export const BoxEditingContext = createContext<BoxEditing | undefined>(undefined);

/** Where a line for a failure or an undo is drawn out of a card. Lines start elsewhere, so these are handles of their own. */
export const DRAW_ERROR = "draw:error";
export const DRAW_UNDO = "draw:undo";
