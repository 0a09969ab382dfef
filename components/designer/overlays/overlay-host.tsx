"use client";

import { VisuallyHidden } from "@mantine/core";
import { useSurface } from "../session/designer-session.ts";
import { Overlay } from "./overlay.tsx";

/**
 * Room for the one thing that floats over the canvas. It is there in the same moment: what is typed right after the key
 * that opened it belongs to it.
 */
export function OverlayHost() {
  const isOpen = useSurface((state) => state.overlay !== undefined);
  return isOpen ? <Overlay /> : null;
}

/** What just happened, for screen readers. */
export function Announcer() {
  const { text, serial } = useSurface((state) => state.said);
  // The same words twice are news only if the text differs.
  return (
    <VisuallyHidden role="status" aria-live="polite" aria-label="What happened">
      {text}
      {serial % 2 === 0 ? "" : "\u00a0"}
    </VisuallyHidden>
  );
}
