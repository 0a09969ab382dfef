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

/**
 * `3 minutes ago`, kept current; the exact time on hover. Until the page lives, the minute in UTC. Another moment is told by a
 * clock that begins with it: by one that was last renewed before, what has just happened would lie ahead.
 */
export const RelativeTime = (props: RelativeTimeProps) => <Moment key={props.at} {...props} />;

function Moment({ at, isShort = false }: RelativeTimeProps) {
  const now = useNow(15_000);
  const zone = useTimeZone();
  const isAlive = useIsAlive();
  return (
    <Tooltip label={formatExact(at, zone)}>
      <time dateTime={at}>{isAlive ? formatRelative(at, now, isShort) : formatMinute(at, zone)}</time>
    </Tooltip>
  );
}
