"use client";

import { formatDuration } from "#components/ui/time.ts";
import { RetryCountdown } from "./retry-countdown.tsx";
import classes from "./state-flag.module.css";
import { stepStates, stepStateText, type NodeRunState } from "./step-state.ts";
import type { Detail } from "./zoom-level.ts";

const ICON_SIZE: Readonly<Record<Detail, number>> = { full: 12, compact: 18, tile: 28, dot: 28 };

interface StateFlagProps {
  readonly run: NodeRunState;
  readonly detail: Detail;
}

/** The state of a node as an icon and a word, on the upper edge of its box. */
export function StateFlag({ run, detail }: StateFlagProps) {
  if (run.state === "idle") return null;
  const { icon: Glyph, tone } = stepStates[run.state];
  const isOne = run.counts === undefined;
  return (
    <div className={classes["flag"]} data-detail={detail} data-tone={tone}>
      <Glyph
        size={ICON_SIZE[detail]}
        stroke={2.25}
        aria-hidden
        className={run.state === "running" ? classes["spin"] : undefined}
      />
      {detail === "tile" ? null : stepStateText(run)}
      {isOne && detail !== "tile" && run.state === "retrying" && run.retryAt ? <RetryCountdown at={run.retryAt} /> : null}
      {isOne && detail === "full" && run.state === "completed" && run.durationMs !== undefined && run.durationMs >= 1 ? (
        <span className={classes["took"]}>{formatDuration(run.durationMs)}</span>
      ) : null}
    </div>
  );
}
