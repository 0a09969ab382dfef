"use client";

import { VisuallyHidden } from "@mantine/core";
import { useEffect } from "react";
import { fetchOverlays, Overlay } from "../on-demand.tsx";
import { useSurface } from "../session/designer-session.ts";

/** Room for the one thing that floats over the canvas. */
export function OverlayHost() {
  const isOpen = useSurface((state) => state.overlay !== undefined);
  useEffect(fetchOverlays, []);
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
