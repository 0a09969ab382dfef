"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import type { DraftState, DraftStore } from "./draft-state.ts";

export const DraftContext = createContext<DraftStore | undefined>(undefined);

export function useDraftStore(): DraftStore {
  const store = useContext(DraftContext);
  if (!store) throw new Error("useDraftStore belongs inside DraftProvider.");
  return store;
}

/** A part of the draft's state. The selector gives a value or something that is in the state already, not a new object each time. */
export function useDraft<T>(selector: (state: DraftState) => T): T {
  const store = useDraftStore();
  const read = (): T => selector(store.getState());
  return useSyncExternalStore(store.subscribe, read, read);
}
