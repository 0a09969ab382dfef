import Link from "next/link";
import type { ApiOutputs } from "#components/shared/api/trpc.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { RunStatusBadge } from "#components/ui/run-status.tsx";
import classes from "./run-rows.module.css";

export type RunSummary = ApiOutputs["runs"]["list"]["runs"][number];

interface RunRowsProps {
  readonly runs: readonly RunSummary[];
  /** On a flow's own page its name is left out, and rows are narrow. */
  readonly compact?: boolean;
}

/** Runs as rows, newest first; each leads to its page. */
export function RunRows({ runs, compact = false }: RunRowsProps) {
  return (
    <ul className={classes["list"]} data-compact={compact || undefined} aria-label="Runs">
      {runs.map((run) => (
        <li key={run.runId} className={classes["row"]}>
          <span className={classes["status"]}>
            <RunStatusBadge status={run.status} />
          </span>
          <span className={classes["what"]}>
            <Link href={`/runs/${run.runId}`} className={classes["link"] ?? ""}>
              {compact ? (run.businessKey ?? shortId(run.runId)) : run.flowName}
            </Link>
            {compact ? null : <span className={classes["key"]}>{run.businessKey ?? shortId(run.runId)}</span>}
            {compact || run.failureCode === undefined ? null : <span className={classes["code"]}>{run.failureCode}</span>}
          </span>
          {compact ? null : <span className={classes["by"]}>{run.startedBy ?? ""}</span>}
          <span className={classes["took"]}>
            <Duration from={run.startedAt} to={run.endedAt} />
          </span>
          <span className={classes["when"]}>
            <RelativeTime at={run.startedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** The end of a run id tells runs apart; its beginning is the time. */
const shortId = (runId: string): string => `…${runId.slice(-8)}`;
