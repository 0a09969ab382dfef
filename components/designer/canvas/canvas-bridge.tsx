"use client";

import { useReactFlow, useStoreApi } from "@xyflow/react";
import { useEffect, useRef, type RefObject } from "react";
import type { Place } from "#components/shared/canvas/arrange.ts";
import type { FlowGraph } from "#components/shared/canvas/flow-graph.ts";
import { useDesigner } from "../designer-context.ts";
import type { DesignerSession } from "../session/designer-session.ts";
import { canvasView } from "./canvas-view.ts";

interface CanvasBridgeProps {
  readonly session: DesignerSession;
  readonly graph: FlowGraph;
}

/** Lends the canvas to the actions while it is shown, and goes where something asks to be revealed. */
export function CanvasBridge({ session, graph }: CanvasBridgeProps) {
  const flow = useReactFlow();
  const store = useStoreApi();
  const latest = useRef(graph);
  const pointer = usePointer();
  const revealed = useDesigner((state) => state.revealed);

  useEffect(() => {
    latest.current = graph;
  }, [graph]);

  useEffect(() => {
    session.lend(canvasView({ flow, store, graph: () => latest.current, pointer: () => pointer.current }));
    return () => session.lend(undefined);
  }, [flow, pointer, session, store]);

  useEffect(() => {
    if (!revealed) return;
    session.view?.show(revealed.nodeId);
    if (revealed.field === undefined) session.view?.focus(revealed.nodeId);
  }, [revealed, session]);
  return null;
}

/** Where the pointer is on the screen, while it is over the canvas. */
function usePointer(): RefObject<Place | undefined> {
  const store = useStoreApi();
  const pointer = useRef<Place>(undefined);
  useEffect(() => {
    const element = store.getState().domNode;
    if (!element) return;
    const move = (event: PointerEvent): void => {
      pointer.current = { x: event.clientX, y: event.clientY };
    };
    const leave = (): void => {
      pointer.current = undefined;
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerleave", leave);
    return () => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerleave", leave);
    };
  }, [store]);
  return pointer;
}
