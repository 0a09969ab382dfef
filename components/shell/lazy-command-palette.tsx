"use client";

import { useEffect, useState } from "react";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";
import { createTypedAhead } from "./typed-ahead.ts";

const CommandPalette = partOnDemand(() => import("./command-palette.tsx").then((module) => module.CommandPalette));

type Listener = () => void;
let listener: Listener | undefined;

/** Opens the command palette, also before its code has come. */
export const openCommandPalette = (): void => listener?.();

/** `Cmd/Ctrl+K`. The palette itself is loaded when it is first wanted: no page needs it to be shown. */
export function LazyCommandPalette() {
  const [opened, setOpened] = useState(0);
  const [ahead] = useState(createTypedAhead);
  useEffect(() => {
    listener = () => {
      ahead.begin();
      setOpened((times) => times + 1);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      listener?.();
    };
    document.addEventListener("keydown", onKeyDown);
    const stopListening = ahead.listen(() => setOpened(0));
    return () => {
      listener = undefined;
      document.removeEventListener("keydown", onKeyDown);
      stopListening();
    };
  }, [ahead]);
  return opened === 0 ? null : <CommandPalette opened={opened} typedAhead={ahead.end} />;
}
