import { useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useEffect, useMemo, useRef } from "react";
import type { FlowGraph, GraphNode } from "./flow-graph.ts";
import { boundsOf, frameOf, isVisible, wholeOf } from "./framing.ts";

/** `auto` keeps the frame the canvas chose, `fit` the whole flow; `free` is what the person moved to, and stays. */
type Mode = "auto" | "fit" | "free";

export interface Framing {
  readonly fit: () => void;
  readonly release: () => void;
}

/**
 * Frames the flow at first and when the canvas changes size; while the person leaves it alone, it follows `anchor`. Where
 * the flow is edited, the frame stays with the first change.
 */
export function useFraming(graph: FlowGraph, anchor: GraphNode | undefined, isEdited: boolean): Framing {
  const flow = useReactFlow();
  const store = useStoreApi();
  const isReady = useStore(({ panZoom }) => panZoom !== null);
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const mode = useRef<Mode>("auto");
  const framed = useRef({ width: 0, height: 0 });
  const bounds = useMemo(() => boundsOf(graph.nodes), [graph]);

  useEffect(() => {
    if (!isReady || width === 0 || height === 0) return;
    const hasNewSize = framed.current.width !== width || framed.current.height !== height;
    framed.current = { width, height };
    if (isEdited && !hasNewSize) mode.current = "free";
    if (graph.nodes.length === 0) return;
    if (hasNewSize && mode.current === "fit") void flow.setViewport(wholeOf(bounds, { width, height }));
    if (mode.current !== "auto") return;
    const isAnchorSeen = !anchor || isVisible(anchor, flow.getViewport(), { width, height });
    if (!hasNewSize && isAnchorSeen) return;
    void flow.setViewport(frameOf(bounds, anchor, { width, height }), { duration: hasNewSize ? 0 : motion() });
  }, [anchor, bounds, flow, graph, height, isEdited, isReady, width]);

  return useMemo(
    () => ({
      fit: () => {
        mode.current = "fit";
        const { width: w, height: h } = store.getState();
        void flow.setViewport(wholeOf(bounds, { width: w, height: h }), { duration: motion() });
      },
      release: () => {
        mode.current = "free";
      },
    }),
    [bounds, flow, store],
  );
}

const motion = (): number => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160);
