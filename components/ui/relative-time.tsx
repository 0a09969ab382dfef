"use client";

import { Tooltip } from "@mantine/core";
import { formatExact, formatMinute, formatRelative } from "./time.ts";
import { useNow } from "./use-now.ts";
import { useIsAlive, useTimeZone } from "./use-time-zone.ts";

/** `3 minutes ago`, kept current; the exact time on hover. Until the page lives, the minute in UTC. */
export function RelativeTime({ at }: { readonly at: string }) {
  const now = useNow(15_000);
  const zone = useTimeZone();
  const isAlive = useIsAlive();
  return (
    <Tooltip label={formatExact(at, zone)}>
      <time dateTime={at}>{isAlive ? formatRelative(at, now) : formatMinute(at, zone)}</time>
    </Tooltip>
  );
}
