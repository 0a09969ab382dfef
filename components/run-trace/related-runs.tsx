"use client";

import { useQuery } from "@tanstack/react-query";
import { Link } from "#components/ui/link.tsx";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { RunStatusBadge } from "#components/ui/run-status.tsx";
import { Section } from "#components/ui/section.tsx";
import classes from "./related-runs.module.css";

const REFRESH_MS = 10_000;
type Related = ApiOutputs["runs"]["related"]["forks"][number];

interface RelatedRunsProps {
  readonly runId: string;
  readonly nameOf: (nodeId: string) => string;
}

/** The runs this one came from, started, or was forked into. */
export function RelatedRuns({ runId, nameOf }: RelatedRunsProps) {
  const api = useApi();
  const related = useQuery(api.runs.related.queryOptions({ runId }, { refetchInterval: REFRESH_MS }));
  if (!related.data) return null;
  const { parent, original, children, forks } = related.data;
  return (
    <>
      <RelatedList title="Started by" runs={parent ? [parent] : []} what={(run) => run.flowName} />
      <RelatedList title="Forked from" runs={original ? [original] : []} what={(run) => `${run.flowName} v${run.version}`} />
      <RelatedList title="Forks" runs={forks} what={(run) => `${run.flowName} v${run.version}`} />
      <RelatedList
        title="Runs it started"
        runs={children}
        what={(run) => (run.nodeId === undefined ? run.flowName : `${nameOf(run.nodeId)}: ${run.flowName}`)}
      />
    </>
  );
}

interface RelatedListProps {
  readonly title: string;
  readonly runs: readonly Related[];
  readonly what: (run: Related) => string;
}

function RelatedList({ title, runs, what }: RelatedListProps) {
  if (runs.length === 0) return null;
  return (
    <Section title={title}>
      <ul className={classes["list"]} aria-label={title}>
        {runs.map((run) => (
          <li key={run.runId}>
            <Link href={`/runs/${run.runId}`}>{what(run)}</Link>
            <RunStatusBadge status={run.status} />
            <span className={classes["when"]}>
              <RelativeTime at={run.startedAt} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
