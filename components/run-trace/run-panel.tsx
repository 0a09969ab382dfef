"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { Link } from "#components/ui/link.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { writeRunFilter } from "#components/shared/run-list/run-filter.ts";
import { DataView } from "#components/shared/data-view/data-view.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";
import { DecideSteps, DecisionCard, FailedUndo, RunTags, SendSignals } from "./parts-on-demand.ts";
import { RelatedRuns } from "./related-runs.tsx";
import type { RunFeed } from "./run-feed.ts";
import type { Flow, Run } from "./run-page.tsx";
import classes from "./run-page.module.css";
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
        </dl>
      </Section>
      <RunTags run={run} />
      <RelatedRuns runId={run.runId} nameOf={nameOf} />
      {view.output === undefined ? null : (
        <Section title="Output">
          <DataView
            value={view.output}
            what="output of the run"
            compare={view.input === undefined ? undefined : { value: view.input, what: "input of the run" }}
          />
        </Section>
      )}
      <Section title="Input">
        {view.input === undefined ? (
          <Skeleton height={96} radius={8} />
        ) : (
          <DataView value={view.input} what="input of the run" path="input" />
        )}
      </Section>
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

interface FailuresProps {
  readonly view: RunView;
  readonly nameOf: (nodeId: string) => string;
  readonly onSelect: (nodeId: string) => void;
}

function Failures({ view, nameOf, onSelect }: FailuresProps) {
  const { failure, undoFailure, cancel, ended } = view;
  const open = (nodeId: string | undefined) =>
    nodeId === undefined ? undefined : { label: "Show step", onClick: () => onSelect(nodeId) };
  return (
    <>
      {failure === undefined || ended === "completed" ? null : (
        <Notice
          tone="bad"
          title={failure.nodeId === undefined ? "The run failed" : `Failed at “${nameOf(failure.nodeId)}”`}
          action={open(failure.nodeId)}
        >
          {failure.message} <span className={classes["code"]}>{failure.code}</span>
        </Notice>
      )}
      {undoFailure === undefined ? null : (
        <Notice tone="bad" title="Not everything could be undone" action={open(undoFailure.nodeId)}>
          {undoFailure.message} <span className={classes["code"]}>{undoFailure.code}</span>
        </Notice>
      )}
      {cancel === undefined ? null : (
        <Notice tone="warn" title={`${ended === "canceled" ? "Canceled" : "Being canceled"} by ${cancel.by}`}>
          {cancel.reason}
        </Notice>
      )}
    </>
  );
}
