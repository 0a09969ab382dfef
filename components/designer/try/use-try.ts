"use client";

import { createContext, useContext } from "react";
import { useStore } from "zustand";
import type { TryState, TryStore } from "./try-store.ts";

export const TryContext = createContext<TryStore | undefined>(undefined);

export function useTryStore(): TryStore {
  const store = useContext(TryContext);
  if (!store) throw new Error("useTry belongs inside TryProvider.");
  return store;
}

/** Selects a part of what is known from tries; the component is drawn again only when that part changes. */
export const useTry = <Part>(selector: (state: TryState) => Part): Part => useStore(useTryStore(), selector);
