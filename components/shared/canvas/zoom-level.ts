import type { ReactFlowState } from "@xyflow/react";

/** How much a node shows: everything, a larger name alone, an icon with its name below, or its place and color only. */
export type Detail = "full" | "compact" | "tile" | "dot";

/** Below this the 13 px of a card would be under 10 px on the screen. */
const COMPACT_BELOW = 0.75;
/** Below this a card has no room for a name that can be read. */
const TILE_BELOW = 0.45;
/** Below this a tile's icon is a few pixels, and a large flow has hundreds of them in sight. */
const DOT_BELOW = 0.2;

/** The zoom in steps of 0.05 below `COMPACT_BELOW`, so that the size of names changes a few times and not at every wheel turn. */
export const zoomStep = ({ transform: [, , zoom] }: ReactFlowState): number =>
  zoom >= COMPACT_BELOW ? 1 : Math.max(0.05, Math.floor(zoom * 20 + 1e-6) / 20);

function detailAt(step: number): Detail {
  if (step === 1) return "full";
  if (step >= TILE_BELOW) return "compact";
  return step >= DOT_BELOW ? "tile" : "dot";
}

/** Changes at three zooms only, so that only there cards are drawn anew. */
export const detailOf = (state: ReactFlowState): Detail => detailAt(zoomStep(state));

/** Names keep about 11 px on the screen as long as cards have room for them; `undefined` where they have their own size. */
export function zoomedText(step: number): string | undefined {
  if (step === 1) return undefined;
  const [least, most] = step < TILE_BELOW ? [24, 40] : [13, 20];
  return `${Math.min(Math.max(11 / step, least), most).toFixed(1)}px`;
}
