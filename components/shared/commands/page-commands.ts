"use client";

import type { Icon } from "@tabler/icons-react";
import { useEffect, useSyncExternalStore } from "react";

/** Something the open page offers in the command palette, apart from what is there everywhere. */
export interface PageCommand {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** The keys that do the same, as they are printed: `[["Ctrl", "Z"]]`. */
  readonly keys?: readonly (readonly string[])[];
  readonly icon: Icon;
  readonly run: () => void;
}

export interface PageCommands {
  readonly title: string;
  /** Asked when the palette opens, so that it offers what is possible then. */
  readonly commands: () => readonly PageCommand[];
}

let current: readonly PageCommands[] = [];
const listeners = new Set<() => void>();

function change(next: readonly PageCommands[]): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Offers a group of commands for as long as the component is on the page. `group` must stay the same object. */
export function useOfferedCommands(group: PageCommands): void {
  useEffect(() => {
    change([...current, group]);
    return () => change(current.filter((other) => other !== group));
  }, [group]);
}

const NONE: readonly PageCommands[] = [];

/** What the open page offers; read by the command palette. */
export const usePageCommands = (): readonly PageCommands[] =>
  useSyncExternalStore(
    subscribe,
    () => current,
    () => NONE,
  );
