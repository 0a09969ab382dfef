import { createStore, type StoreApi } from "zustand/vanilla";
import type { CommentAnchor, Place } from "#engine/core/flow/layout.ts";
import type { Output } from "#components/shared/canvas/canvas-editing.ts";

/** What floats over the canvas; one thing at a time. `at` is on the screen, `place` from the corner of the flow. */
export type Overlay =
  | {
      readonly kind: "quickAdd";
      readonly at: Place;
      readonly place: Place;
      readonly after?: Output;
      /** The edge the node is put into. */
      readonly into?: string;
    }
  | { readonly kind: "menu"; readonly at: Place; readonly place: Place }
  | { readonly kind: "connect"; readonly nodeId: string }
  | { readonly kind: "moveInto"; readonly nodeIds: readonly string[] }
  | { readonly kind: "rename"; readonly nodeId: string }
  | { readonly kind: "comment"; readonly on: CommentAnchor; readonly at: Place }
  | { readonly kind: "group"; readonly groupId: string; readonly at: Place }
  | { readonly kind: "publish" }
  | { readonly kind: "shortcuts" };

export interface SurfaceState {
  readonly overlay: Overlay | undefined;
  readonly isSearching: boolean;
  readonly query: string;
  /** Dragging over the empty canvas moves it instead of drawing a selection. */
  readonly isHand: boolean;
  /** How many of the newest runs warm the canvas. */
  readonly heatRuns: number | undefined;
  /** At the left: the palette, or the same flow as a tree. */
  readonly side: "palette" | "outline";
  /** What a screen reader is told; the number makes the same words news again. */
  readonly said: { readonly text: string; readonly serial: number };
  readonly open: (overlay: Overlay) => void;
  readonly close: () => void;
  readonly set: (part: Partial<Pick<SurfaceState, "isSearching" | "query" | "isHand" | "heatRuns" | "side">>) => void;
  readonly say: (text: string) => void;
}

export type SurfaceStore = StoreApi<SurfaceState>;

export const createSurfaceStore = (): SurfaceStore =>
  createStore<SurfaceState>()((set, get) => ({
    overlay: undefined,
    isSearching: false,
    query: "",
    isHand: false,
    heatRuns: undefined,
    side: "palette",
    said: { text: "", serial: 0 },
    open: (overlay) => set({ overlay }),
    close: () => set({ overlay: undefined }),
    set: (part) => set(part),
    say: (text) => set({ said: { text, serial: get().said.serial + 1 } }),
  }));
