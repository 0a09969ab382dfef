import { Checkbox } from "@mantine/core";
import { Link } from "#components/ui/link.tsx";
import type { ApiOutputs } from "#components/shared/api/trpc.tsx";
import { EnvironmentMark } from "#components/shared/environment/environment-mark.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { RunStatusBadge } from "#components/ui/run-status.tsx";
import badge from "#components/ui/badge.module.css";
import classes from "./run-rows.module.css";

export type RunSummary = ApiOutputs["runs"]["list"]["runs"][number];

interface RunRowsProps {
  readonly runs: readonly RunSummary[];
  /** On a flow's own page its name is left out, and rows are narrow. */
  readonly compact?: boolean;
  /** Where runs can be chosen to be compared. */
  readonly choice?: RunChoice;
}

export interface RunChoice {
  readonly chosen: readonly RunSummary[];
  /** Why a run cannot be chosen as well; `undefined` when it can. */
  readonly refusal: (run: RunSummary) => string | undefined;
  readonly onToggle: (run: RunSummary) => void;
}

/** Runs as rows, newest first; each leads to its page. */
export function RunRows({ runs, compact = false, choice }: RunRowsProps) {
  return (
    <ul className={classes["list"]} data-compact={compact || undefined} aria-label="Runs">
      {runs.map((run) => (
        <li key={run.runId} className={classes["row"]}>
          {choice ? <Choose run={run} choice={choice} /> : null}
          <span>
            <RunStatusBadge status={run.status} />
          </span>
          <span className={classes["what"]}>
            <Link href={`/runs/${run.runId}`} className={classes["link"] ?? ""}>
              {compact ? (run.businessKey ?? shortId(run.runId)) : run.flowName}
            </Link>
            {compact ? null : <span className={classes["key"]}>{run.businessKey ?? shortId(run.runId)}</span>}
            {compact ? null : <SearchValues run={run} />}
            {compact ? null : <Tags tags={run.tags} />}
            <EnvironmentMark environment={run.environment} />
            {compact || run.failureCode === undefined ? null : <span className={classes["code"]}>{run.failureCode}</span>}
          </span>
          {compact ? null : <span className={classes["by"]}>{run.startedBy ?? ""}</span>}
          <span className={classes["took"]}>
            <Duration from={run.startedAt} to={run.endedAt} />
          </span>
          <span className={classes["when"]}>
            <RelativeTime at={run.startedAt} isShort={compact} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** One that is the business key too stands there already. */
const SearchValues = ({ run: { searchValues = {}, businessKey } }: { readonly run: RunSummary }) =>
  Object.entries(searchValues)
    .filter(([, value]) => value !== businessKey)
    .map(([name, value]) => (
      <span key={name} className={classes["field"]}>
        <span className={classes["fieldName"]}>{name}</span> {value}
      </span>
    ));

const Tags = ({ tags = [] }: { readonly tags: RunSummary["tags"] }) =>
  tags.map(({ tag }) => (
    <span key={tag} className={badge["badge"]}>
      {tag}
    </span>
  ));

function Choose({ run, choice: { chosen, refusal, onToggle } }: { readonly run: RunSummary; readonly choice: RunChoice }) {
  const isChosen = chosen.some(({ runId }) => runId === run.runId);
  const why = isChosen ? undefined : refusal(run);
  return (
    <Checkbox
      size="xs"
      className={classes["choose"] ?? ""}
      aria-label={`Choose ${run.flowName} ${run.businessKey ?? shortId(run.runId)} for comparison`}
      checked={isChosen}
      disabled={why !== undefined}
      {...(why === undefined ? {} : { title: why })}
      onChange={() => onToggle(run)}
    />
  );
}

/** The end of a run id tells runs apart; its beginning is the time. */
const shortId = (runId: string): string => `…${runId.slice(-8)}`;
