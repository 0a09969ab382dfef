"use client";

import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "#components/ui/link.tsx";
import { isLost, LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { failureAdvice } from "#components/shared/failure-advice.ts";
import { mayOperateRuns, useMembership } from "#components/shared/membership.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { RunStatusBadge } from "#components/ui/run-status.tsx";
import { Section } from "#components/ui/section.tsx";
import { CloseIncident } from "./close-incident.tsx";
import { IncidentBadge } from "./incident-badge.tsx";
import { incidentKinds, outcomeText, runLink, type Incident } from "./incident-kinds.ts";
import classes from "./incidents.module.css";

interface IncidentDetailsProps {
  readonly incidentId: string;
  readonly onClose: () => void;
}

export function IncidentDetails({ incidentId, onClose }: IncidentDetailsProps) {
  const api = useApi();
  const incident = useQuery(api.incidents.get.queryOptions({ incidentId }, { refetchInterval: 5_000 }));
  if (isLost(incident))
    return <LoadFailure what="This incident" error={incident.error} onRetry={() => void incident.refetch()} />;
  if (!incident.data) return <LoadingDetails what="incident" />;
  return <Details incident={incident.data} onClose={onClose} />;
}

export function LoadingDetails({ what }: { readonly what: string }) {
  return (
    <div className={classes["details"]} role="group" aria-busy aria-label={`Loading ${what}`}>
      <Skeleton height={24} width={128} radius={12} />
      <Skeleton height={64} />
      <Skeleton height={96} />
    </div>
  );
}

function Details({ incident, onClose }: { readonly incident: Incident; readonly onClose: () => void }) {
  const { kind, failure, status } = incident;
  return (
    <div className={classes["details"]}>
      <div className={classes["cardHead"]}>
        <IncidentBadge kind={kind} />
        <span className={classes["muted"]}>
          opened <RelativeTime at={incident.openedAt} />
        </span>
      </div>
      <WhatHappened incident={incident} />
      <Facts incident={incident} hasOneRun />
      {status === "open" ? <WhatToDo incident={incident} onClose={onClose} /> : <WhatBecameOfIt incident={incident} />}
      <FailureDetails failure={failure} title="What the failure says" />
    </div>
  );
}

interface FailureDetailsProps {
  readonly failure: Incident["failure"];
  readonly title: string;
}

/** The answer of a receiver, the fields that do not fit: what the advice calls "below". */
export const FailureDetails = ({ failure: { details }, title }: FailureDetailsProps) =>
  details === undefined ? null : (
    <Section title={title}>
      <JsonTree value={details} what="failure details" />
    </Section>
  );

export function WhatHappened({ incident: { kind, failure } }: { readonly incident: Incident }) {
  return (
    <div>
      <h3 className={classes["message"]}>{failure.message}</h3>
      <p className={classes["meaning"]}>
        {incidentKinds[kind].meaning} <span className={classes["code"]}>{failure.code}</span>
      </p>
    </div>
  );
}

interface FactsProps {
  readonly incident: Incident;
  /** Otherwise it stands for incidents of many runs, and for many visits of the step. */
  readonly hasOneRun?: boolean;
}

export function Facts({
  incident: { flowId, flowName, runId, businessKey, nodeId, visit, failure },
  hasOneRun = false,
}: FactsProps) {
  const api = useApi();
  const run = useQuery(api.runs.get.queryOptions({ runId }));
  const flow = useQuery(
    api.flows.get.queryOptions(
      { flowId, ...(run.data ? { version: run.data.version } : {}) },
      { enabled: run.data !== undefined },
    ),
  );
  const step = nodeId ?? failure.nodeId;
  const label = flow.data?.document.nodes.find(({ id }) => id === step)?.name ?? step;
  return (
    <dl className={classes["facts"]}>
      <dt>Flow</dt>
      <dd>
        <Link href={`/flows/${flowId}`}>{flowName}</Link>
        {hasOneRun && run.data ? <>&nbsp;v{run.data.version}</> : null}
      </dd>
      {hasOneRun ? (
        <>
          <dt>Run</dt>
          <dd>
            {run.data ? <RunStatusBadge status={run.data.status} /> : <Skeleton height={24} width={96} radius={12} />}
            <span className="mono">{businessKey ?? `…${runId.slice(-8)}`}</span>
            <CopyButton text={runId} what="run id" />
          </dd>
        </>
      ) : null}
      {step === undefined ? null : (
        <>
          <dt>Step</dt>
          <dd>
            {label}
            {hasOneRun && visit !== undefined && visit > 1 ? `, visit ${visit}` : ""}
          </dd>
        </>
      )}
    </dl>
  );
}

function WhatToDo({ incident, onClose }: { readonly incident: Incident; readonly onClose: () => void }) {
  const me = useMembership();
  const { failure } = incident;
  return (
    <>
      <Section title="What to do">
        <Advice incident={incident} />
      </Section>
      <Button component={Link} href={runLink(incident)} rightSection={<IconArrowRight size={16} aria-hidden />}>
        {incident.nodeId === undefined && failure.nodeId === undefined ? "Open the run" : "Open the run at this step"}
      </Button>
      {mayOperateRuns(me.role) ? (
        <CloseIncident incident={incident} onDone={onClose} />
      ) : (
        <p className={classes["hint"]}>An engineer or admin can close this incident.</p>
      )}
    </>
  );
}

export function Advice({ incident: { kind, failure } }: { readonly incident: Incident }) {
  return (
    <>
      <ol className={classes["advice"]}>
        {incidentKinds[kind].steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {kind === "quarantined" ? null : <p className={classes["hint"]}>{failureAdvice(failure)}</p>}
    </>
  );
}

function WhatBecameOfIt({ incident }: { readonly incident: Incident }) {
  const { resolvedAt, resolvedBy, comment } = incident;
  return (
    <>
      <Section title="What became of it">
        <p className={classes["outcome"]}>
          <strong>{outcomeText(incident)}</strong>
          {resolvedBy === undefined ? "" : ` by ${resolvedBy}`}
          {resolvedAt === undefined ? null : (
            <>
              {" "}
              <RelativeTime at={resolvedAt} />
            </>
          )}
        </p>
        {comment === undefined ? null : <blockquote className={classes["comment"]}>{comment}</blockquote>}
      </Section>
      <Button component={Link} href={runLink(incident)} variant="default">
        Open the run
      </Button>
    </>
  );
}
