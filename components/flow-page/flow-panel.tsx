"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "#components/ui/link.tsx";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { RunRows } from "#components/shared/run-list/run-rows.tsx";
import { WebhookAddress } from "#components/shared/webhook-address.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Section } from "#components/ui/section.tsx";
import { EnvironmentSection } from "./environment-section.tsx";
import type { Flow } from "./flow-page.tsx";
import classes from "./flow-page.module.css";
import { OpenRunsFact } from "./open-runs-fact.tsx";
import { SwitchSection } from "./switch-section.tsx";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

const SchedulePanel = partOnDemand(() => import("./schedule-panel.tsx").then((module) => module.SchedulePanel));

const REFRESH_MS = 3_000;

/** The flow as a whole: what it is for, how to start it from outside, and how its last runs went. */
export function FlowPanel({ flow }: { readonly flow: Flow }) {
  const webhooks = Object.entries(flow.webhooks);
  return (
    <div className={classes["body"]}>
      {flow.document.description === undefined ? null : <p className={classes["text"]}>{flow.document.description.trim()}</p>}
      {webhooks.length > 0 ? (
        <Section title={webhooks.length === 1 ? "Webhook" : "Webhooks"}>
          {webhooks.map(([nodeId, webhook]) => (
            <WebhookAddress key={nodeId} {...webhook} />
          ))}
        </Section>
      ) : null}
      {flow.document.nodes.some(({ kind }) => kind === "trigger.schedule") ? <SchedulePanel flowId={flow.flowId} /> : null}
      <EnvironmentSection flowId={flow.flowId} />
      <RecentRuns flowId={flow.flowId} />
      <SwitchSection flowId={flow.flowId} />
      <Section title="Version" aside={<Link href={`/flows/${flow.flowId}/versions`}>All versions</Link>}>
        <dl className={classes["facts"]}>
          <dt>Deployed</dt>
          <dd>
            <RelativeTime at={flow.deployedAt} /> by {flow.deployedBy}
          </dd>
          <OpenRunsFact flowId={flow.flowId} version={flow.version} />
          <dt>Id</dt>
          <dd className="mono">{flow.flowId}</dd>
          <dt>Content</dt>
          <dd className="mono">{flow.contentHash.replace(/^\w+:/, "").slice(0, 12)}</dd>
        </dl>
      </Section>
    </div>
  );
}

function RecentRuns({ flowId }: { readonly flowId: string }) {
  const api = useApi();
  const runs = useQuery(api.runs.list.queryOptions({ flowId, limit: 6 }, { refetchInterval: REFRESH_MS }));
  const rows = runs.data?.runs ?? [];
  return (
    <Section title="Recent runs" aside={rows.length > 0 ? <Link href={`/runs?flow=${flowId}`}>All runs</Link> : null}>
      {runs.isPending ? <Skeleton height={122} radius={10} /> : null}
      {runs.error ? <LoadFailure what="The runs" error={runs.error} onRetry={() => void runs.refetch()} /> : null}
      {rows.length > 0 ? <RunRows runs={rows} compact /> : null}
      {runs.data && rows.length === 0 ? <p className={classes["text"]}>This flow has not run yet.</p> : null}
    </Section>
  );
}
