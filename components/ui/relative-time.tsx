"use client";

import { Tooltip } from "@mantine/core";
import { formatExact, formatRelative } from "./time.ts";
import { useNow } from "./use-now.ts";

/** `3 minutes ago`, kept current; the exact time on hover. */
export function RelativeTime({ at }: { readonly at: string }) {
  const now = useNow(15_000);
  return (
    <Tooltip label={formatExact(at)}>
      <time dateTime={at} suppressHydrationWarning>
        {formatRelative(at, now)}
      </time>
    </Tooltip>
  );
}
