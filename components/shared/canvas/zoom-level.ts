import type { ReactFlowState } from "@xyflow/react";
import type { CSSProperties } from "react";

/** How much a node shows: everything, a larger name alone, or an icon with its name below. */
export type Detail = "full" | "compact" | "tile";

/** Below this the 13 px of a card would be under 10 px on the screen. */
const COMPACT_BELOW = 0.75;
/** Below this a card has no room for a name that can be read. */
const TILE_BELOW = 0.45;

/** The zoom in steps of 0.05 below `COMPACT_BELOW`, so that a card is drawn anew a few times and not at every wheel turn. */
export const zoomStep = ({ transform: [, , zoom] }: ReactFlowState): number =>
  zoom >= COMPACT_BELOW ? 1 : Math.max(0.05, Math.floor(zoom * 20 + 1e-6) / 20);

export const detailAt = (step: number): Detail => (step === 1 ? "full" : step < TILE_BELOW ? "tile" : "compact");

/** Names keep about 11 px on the screen as long as cards have room for them. */
export function textStyle(step: number): CSSProperties {
  if (step === 1) return {};
  const [least, most] = step < TILE_BELOW ? [24, 40] : [13, 20];
  return { "--zoomed-text": `${Math.min(Math.max(11 / step, least), most).toFixed(1)}px` } as CSSProperties;
}
