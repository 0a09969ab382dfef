"use client";

import { Tooltip } from "@mantine/core";
import { formatExact, formatMinute, formatRelative } from "./time.ts";
import { useNow } from "./use-now.ts";
import { useIsAlive, useTimeZone } from "./use-time-zone.ts";

interface RelativeTimeProps {
  readonly at: string;
  /** For a narrow column: `3 min. ago`. */
  readonly isShort?: boolean;
}

/** `3 minutes ago`, kept current; the exact time on hover. Until the page lives, the minute in UTC. */
export function RelativeTime({ at, isShort = false }: RelativeTimeProps) {
  const now = useNow(15_000);
  const zone = useTimeZone();
  const isAlive = useIsAlive();
  return (
    <Tooltip label={formatExact(at, zone)}>
      <time dateTime={at}>{isAlive ? formatRelative(at, now, isShort) : formatMinute(at, zone)}</time>
    </Tooltip>
  );
}
