"use client";

import { formatDuration } from "./time.ts";
import { useNow } from "./use-now.ts";
import { useIsAlive } from "./use-time-zone.ts";

/**
 * How long something took, or counts on while it has no end; the count begins when the page lives. Times are the database's;
 * a slow local clock never shows less than 0.
 */
export function Duration({ from, to }: { readonly from: string; readonly to?: string | undefined }) {
  const now = useNow(to === undefined ? 1_000 : undefined);
  const isAlive = useIsAlive();
  if (to === undefined && !isAlive) return <span>…</span>;
  return <span>{formatDuration((to === undefined ? now : Date.parse(to)) - Date.parse(from))}</span>;
}
