"use client";

import { useOnViewportChange, useStore } from "@xyflow/react";
import { useEffect, type RefObject } from "react";
import { zoomedText, zoomStep } from "./zoom-level.ts";

/**
 * What the canvas as a whole does while it moves, so that no card has to. While it is dragged or zoomed it is one picture
 * that is moved; when it rests it is drawn again, sharp. The size of names at a zoom is set once, for all of them.
 */
export function CanvasMotion({ wrapper }: { readonly wrapper: RefObject<HTMLDivElement | null> }) {
  const step = useStore(zoomStep);
  useOnViewportChange({
    onStart: () => wrapper.current?.setAttribute("data-moving", ""),
    onEnd: () => wrapper.current?.removeAttribute("data-moving"),
  });
  useEffect(() => {
    const size = zoomedText(step);
    if (size === undefined) wrapper.current?.style.removeProperty("--zoomed-text");
    else wrapper.current?.style.setProperty("--zoomed-text", size);
  }, [step, wrapper]);
  return null;
}
