import type { CanvasMark } from "./canvas-mark.ts";
import { undoRoleWords } from "./undo-role.ts";
import type { GraphNode } from "./flow-graph.ts";
import { progressText, stepStateText, type NodeRunState } from "./step-state.ts";

/** What a screen reader says of the canvas, as data. */
export const ariaTexts = {
  canvas: "Flow canvas. Tab goes through the nodes, arrow keys move between neighbors, Enter opens a node.",
  node: (node: GraphNode, run: NodeRunState | undefined, mark?: CanvasMark): string => {
    const progress = run?.progress ? progressText(run.progress) : "";
    const state = run ? stepStateText(run) || "not reached yet" : "";
    const inside = node.inside.map((label) => `inside ${label}`).join(", ");
    const undo = node.undoRole ? undoRoleWords[node.undoRole].toLowerCase() : "";
    return [node.label, node.kindTitle, undo, inside, progress, state, mark?.word].filter(Boolean).join(", ");
  },
  /** React Flow's own texts, which speak of moving and deleting otherwise. */
  reactFlow: {
    "node.a11yDescription.default": "Press Enter to open the node, arrow keys to go to a neighbor.",
    "node.a11yDescription.keyboardDisabled": "Press Enter to open the node, arrow keys to go to a neighbor.",
    "edge.a11yDescription.default": "An edge of the flow.",
  },
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  map: "Map of the whole flow",
  fit: "Fit the whole flow",
} as const;
