import type { ApiOutputs } from "#components/shared/api/trpc.tsx";
import { Link } from "#components/ui/link.tsx";
import { mostUrgentFirst, outcomeWords, planText } from "./open-runs-texts.ts";
import badge from "#components/ui/badge.module.css";
import classes from "./planned-moves.module.css";

type Planned = ApiOutputs["runs"]["previewMove"]["runs"][number];

const tones = { moves: "good", busy: "warn", breaks: "bad" } as const;

/** Each run, the version it is on, and what would become of it; those that cannot move first. */
export function PlannedMoves({ runs }: { readonly runs: readonly Planned[] }) {
  if (runs.length === 0) return null;
  return (
    <ul className={classes["list"]} aria-label="Open runs" tabIndex={0} role="list">
      {mostUrgentFirst(runs).map((run) => (
        <li key={run.runId}>
          <span className={badge["badge"]} data-tone={tones[run.outcome]}>
            {outcomeWords[run.outcome]}
          </span>
          <span className={classes["run"]}>
            <Link href={`/runs/${run.runId}`}>{run.businessKey ?? run.runId.slice(-8)}</Link> v{run.version}
          </span>
          <span className={classes["why"]}>{planText(run)}</span>
        </li>
      ))}
    </ul>
  );
}
