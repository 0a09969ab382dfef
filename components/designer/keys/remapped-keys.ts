"use client";

import { useSyncExternalStore } from "react";
import { shortcuts, type ActionId, type Remapped } from "./keyboard.ts";

const KEY = "omnilink.shortcuts";
const NONE: Remapped = {};

/** Shortcuts that the person chose on this browser. Kept here too, for browsers that refuse storage. */
let current: Remapped | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const remappedKeys = (): Remapped => (current ??= read());
export const useRemappedKeys = (): Remapped => useSyncExternalStore(subscribe, remappedKeys, () => NONE);

/** `undefined` gives the action its own keys back. */
export function remapKeys(id: ActionId, chords: readonly string[] | undefined): void {
  const { [id]: _before, ...rest } = remappedKeys();
  save(chords === undefined ? rest : { ...rest, [id]: chords });
}

export const resetKeys = (): void => save({});

function save(next: Remapped): void {
  current = next;
  try {
    window.localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Storage is full or refused: the choice lasts until the page is left.
  }
  for (const listener of listeners) listener();
}

/** What is stored may come from another version or another hand: unknown actions and shapes are left out. */
function read(): Remapped {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? "{}");
    if (typeof stored !== "object" || stored === null) return NONE;
    const known = shortcuts.flatMap(({ id }) => {
      const chords = (stored as Readonly<Record<string, unknown>>)[id];
      return Array.isArray(chords) && chords.every((chord) => typeof chord === "string") ? [[id, chords]] : [];
    });
    return Object.fromEntries(known) as Remapped;
  } catch {
    return NONE;
  }
}
