"use client";

import { formatDuration } from "./time.ts";
import { useNow } from "./use-now.ts";

/** How long something took, or counts on while it has no end. Times are the database's; a slow local clock never shows less than 0. */
export function Duration({ from, to }: { readonly from: string; readonly to?: string | undefined }) {
  const now = useNow(to === undefined ? 1_000 : undefined);
  return <span suppressHydrationWarning>{formatDuration((to === undefined ? now : Date.parse(to)) - Date.parse(from))}</span>;
}
