"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { Link } from "#components/ui/link.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { writeRunFilter } from "#components/shared/run-list/run-filter.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";
import { DecideSteps, DecisionCard, FailedUndo, RelatedRuns, RunTags, SendSignals, TraceId } from "./parts-on-demand.ts";
import type { RunFeed } from "./run-feed.ts";
import type { Flow, Run } from "./run-page.tsx";
import classes from "./run-page.module.css";
import { Failures, RunData } from "./run-outcome.tsx";
import type { RunView } from "#components/shared/run-view/run-view.ts";

interface RunPanelProps {
  readonly run: Run;
  readonly flow: Flow;
  readonly view: RunView;
  readonly feed: RunFeed;
  readonly onSelect: (nodeId: string) => void;
}

/** The run as a whole: the decision it waits for, why it failed, what went in and what came out. */
export function RunPanel({ run, flow, view, feed, onSelect }: RunPanelProps) {
  const nameOf = (nodeId: string): string => flow.document.nodes.find(({ id }) => id === nodeId)?.name ?? nodeId;
  const states = new Set(Object.values(view.open).map(({ state }) => state));
  return (
    <div className={classes["panelBody"]}>
      {feed.connection === "stopped" ? (
        <Notice
          tone="warn"
          title="This page is no longer live"
          action={{ label: "Reload", onClick: () => window.location.reload() }}
        >
          {feed.refusal}
        </Notice>
      ) : null}
      <PendingDecisions runId={run.runId} view={view} />
      {states.has("undecided") ? <DecideSteps runId={run.runId} view={view} nameOf={nameOf} /> : null}
      {states.has("waiting") ? <SendSignals runId={run.runId} view={view} /> : null}
      <Failures view={view} nameOf={nameOf} onSelect={onSelect} />
      {view.undoFailure === undefined ? null : <FailedUndo runId={run.runId} view={view} />}
      <Section title="Run">
        <dl className={classes["facts"]}>
          <dt>Flow</dt>
          <dd>
            <Link href={`/flows/${run.flowId}`}>{run.flowName}</Link>&nbsp;v{run.version}
          </dd>
          {run.businessKey === undefined ? null : (
            <>
              <dt>Key</dt>
              <dd>{run.businessKey}</dd>
            </>
          )}
          {Object.entries(run.searchValues ?? {}).map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>
                <Link href={`/runs${writeRunFilter({ searchFields: { [name]: value } })}`}>{value}</Link>
              </dd>
            </Fragment>
          ))}
          <dt>Started</dt>
          <dd>
            <RelativeTime at={run.startedAt} />
            {run.startedBy === undefined ? null : ` by ${run.startedBy}`}
          </dd>
          <dt>Id</dt>
          <dd>
            <span className="mono">{run.runId}</span>
            <CopyButton text={run.runId} what="run id" />
          </dd>
          <dt>Trace id</dt>
          <dd>
            <TraceId runId={run.runId} />
          </dd>
        </dl>
      </Section>
      <RunTags run={run} />
      <RelatedRuns runId={run.runId} nameOf={nameOf} />
      <RunData view={view} />
    </div>
  );
}

function PendingDecisions({ runId, view }: { readonly runId: string; readonly view: RunView }) {
  const api = useApi();
  const waiting = Object.values(view.open).filter(({ state }) => state === "approval" || state === "form");
  const approvals = useQuery(
    api.approvals.list.queryOptions(
      { status: "pending", runId, limit: 10 },
      { enabled: waiting.length > 0, refetchInterval: ({ state }) => (state.data?.length === 0 ? 1_000 : 10_000) },
    ),
  );
  if (waiting.length === 0) return null;
  if (!approvals.data || approvals.data.length === 0) return <Skeleton height={320} radius={12} />;
  return approvals.data.map((approval) => <DecisionCard key={approval.approvalId} approval={approval} onRunPage />);
}
