"use client";

import { formatDuration } from "#components/ui/time.ts";
import { useNow } from "#components/ui/use-now.ts";

/** `in 4 s`, counting down; nothing once the moment has come. */
export function RetryCountdown({ at }: { readonly at: string }) {
  const left = Date.parse(at) - useNow(250);
  return left > 0 ? <span>in {formatDuration(Math.ceil(left / 1_000) * 1_000)}</span> : null;
}
