import type { ReactFlowInstance, useStoreApi } from "@xyflow/react";
import type { Place } from "#components/shared/canvas/arrange.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { FIT, isVisible } from "#components/shared/canvas/framing.ts";
import type { CanvasView } from "../session/designer-session.ts";
import { around } from "./geometry.ts";

interface CanvasParts {
  readonly flow: ReactFlowInstance;
  readonly store: ReturnType<typeof useStoreApi>;
  /** What is drawn now. */
  readonly graph: () => FlowGraph;
  /** Where the pointer is on the screen, while it is over the canvas. */
  readonly pointer: () => Place | undefined;
}

/** React Flow as the actions of the designer see it. */
export function canvasView({ flow, store, graph, pointer }: CanvasParts): CanvasView {
  const root = (): HTMLElement | null => store.getState().domNode;
  const elementOf = (nodeId: string): HTMLElement | null =>
    root()?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(nodeId)}"]`) ?? null;
  const middle = (): Place => {
    const box = root()?.getBoundingClientRect() ?? new DOMRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  return {
    toFlow: (screen) => flow.screenToFlowPosition(screen, { snapToGrid: false }),
    toScreen: (place) => flow.flowToScreenPosition(place),
    cursor: () => pointer() ?? middle(),
    middle,
    zoomIn: () => void flow.zoomIn(motion()),
    zoomOut: () => void flow.zoomOut(motion()),
    zoomFull: () => void flow.zoomTo(1, motion()),
    fit: (nodeIds) => void flow.fitView({ ...FIT, ...motion(), ...(nodeIds ? { nodes: nodeIds.map((id) => ({ id })) } : {}) }),
    show: (nodeId) => afterLayout(() => bringIntoSight(nodeId, { flow, store, graph })),
    // What has just been added, or was out of sight, is on the page only after the next drawing.
    focus: (nodeId) =>
      whenDrawn(
        () => elementOf(nodeId),
        (element) => element.focus({ preventScroll: true }),
      ),
    focused: () => {
      const node = document.activeElement?.closest<HTMLElement>(".react-flow__node");
      return node && root()?.contains(node) ? node.dataset["id"] : undefined;
    },
  };
}

const motion = (): { readonly duration: number } => ({
  duration: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160,
});

function bringIntoSight(nodeId: string, { flow, store, graph }: Omit<CanvasParts, "pointer">): void {
  const box = around(graph().nodes.filter(({ id }) => id === nodeId));
  const { width, height } = store.getState();
  const { x, y, zoom } = flow.getViewport();
  const clear = { width: width - 2 * EDGE, height: height - STRIP - EDGE };
  if (!box || isVisible(box, { x: x - EDGE, y: y - STRIP, zoom }, clear)) return;
  void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom: Math.max(0.6, flow.getZoom()), ...motion() });
}

/** What is nearer to the edge of the canvas than this, or under the tools at its top, counts as out of sight. */
const EDGE = 16;
const STRIP = 60;

/** A node that was just added is selected, so its settings open beside the canvas: what is in sight is known only after that. */
const afterLayout = (act: () => void): void => void requestAnimationFrame(() => requestAnimationFrame(act));

const MOST_FRAMES = 30;

/** Whoever has gone elsewhere with the focus meanwhile stays there. */
function whenDrawn(find: () => HTMLElement | null, act: (element: HTMLElement) => void): void {
  const before = document.activeElement;
  const look = (frames: number): void => {
    const element = find();
    const now = document.activeElement;
    if (now !== before && now !== document.body) return;
    if (element) act(element);
    else if (frames < MOST_FRAMES) requestAnimationFrame(() => look(frames + 1));
  };
  look(0);
}
