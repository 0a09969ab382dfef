import { Tooltip } from "@mantine/core";
import { runStatuses, type RunStatus } from "#engine/core/machine/run-event.ts";
import { Link } from "#components/ui/link.tsx";
import { runStatusLooks } from "#components/ui/run-status.tsx";
import classes from "./status-bar.module.css";

interface StatusBarProps {
  readonly flowId: string;
  readonly recent: Readonly<Partial<Record<RunStatus, number>>>;
}

/** The runs of the last 24 hours, a segment per status as wide as its share. Leads to those runs. */
export function StatusBar({ flowId, recent }: StatusBarProps) {
  const parts = runStatuses.flatMap((status) => {
    const count = recent[status] ?? 0;
    return count === 0 ? [] : [{ status, count, ...runStatusLooks[status] }];
  });
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const text = parts.map(({ count, word }) => `${count} ${word.toLowerCase()}`).join(", ");
  if (total === 0)
    return (
      <div className={classes["bar"]} data-empty>
        <span className={classes["total"]}>No runs in 24 h</span>
      </div>
    );
  return (
    <Tooltip label={`Last 24 hours: ${text}`}>
      <Link href={`/runs?flow=${flowId}`} className={classes["bar"] ?? ""} aria-label={`Runs of the last 24 hours: ${text}`}>
        <span className={classes["total"]}>
          {total} {total === 1 ? "run" : "runs"} in 24 h
        </span>
        <span className={classes["track"]} aria-hidden>
          {parts.map(({ status, count, tone }) => (
            <span key={status} data-tone={tone} style={{ flexGrow: count }} />
          ))}
        </span>
      </Link>
    </Tooltip>
  );
}
