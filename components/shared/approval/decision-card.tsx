"use client";

import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useApi } from "#components/shared/api/trpc.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { Link } from "#components/ui/link.tsx";
import { EnvironmentMark } from "#components/shared/environment/environment-mark.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Approval } from "./approval.ts";
import { consequencesOf, type Consequences } from "./consequences.ts";
import classes from "./decision-card.module.css";
import { DecisionPanel } from "./decision-panel.tsx";
import { FormInvitation } from "./form-invitation.tsx";
import { DetailsTable } from "./details-table.tsx";
import { DecisionOutcome } from "./decision-outcome.tsx";
import { sortDetails } from "./figures.ts";
import { RiskPanel } from "./risk-panel.tsx";
import { Signatures } from "./signatures.tsx";
import { StandingNotice } from "./standing-notice.tsx";

interface DecisionCardProps {
  readonly approval: Approval;
  /** On the run's own page the link to it is left out. */
  readonly onRunPage?: boolean;
}

/** One decision: what is asked, the figures, what happens on yes and on no, and two buttons far apart. */
export function DecisionCard({ approval, onRunPage = false }: DecisionCardProps) {
  const titleId = useId();
  const consequences = useConsequences(approval);
  const { figures, facts, tables, rest } = sortDetails(approval.details);
  return (
    <article className={classes["card"]} aria-labelledby={titleId}>
      <div className={classes["origin"]}>
        <span>
          {approval.flowName} asked <RelativeTime at={approval.requestedAt} />
          {approval.startedBy === undefined ? null : `, started by ${approval.startedBy}`}{" "}
          <EnvironmentMark environment={approval.environment} />
        </span>
        {onRunPage ? null : (
          <Link href={`/runs/${approval.runId}`} className={classes["run"] ?? ""}>
            Open run
          </Link>
        )}
      </div>
      <h2 id={titleId} className={classes["title"]}>
        {approval.title}
      </h2>
      <StandingNotice approval={approval} />
      {figures.length > 0 ? (
        <dl className={classes["figures"]}>
          {figures.map(({ label, text }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {facts.length > 0 ? (
        <dl className={classes["facts"]}>
          {facts.map(({ label, text }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {tables.map((table) => (
        <DetailsTable key={table.label} table={table} />
      ))}
      {rest === undefined ? null : <JsonTree value={rest} what="details" />}
      {approval.risk === undefined ? null : <RiskPanel risk={approval.risk} />}
      <Signatures approval={approval} />
      {approval.status !== "pending" ? <DecisionOutcome approval={approval} /> : null}
      {approval.status === "pending" && approval.form ? <FormInvitation approval={approval} form={approval.form} /> : null}
      {approval.status === "pending" && !approval.form ? <DecisionPanel approval={approval} consequences={consequences} /> : null}
    </article>
  );
}

function useConsequences({ flowId, version, nodeId, status, form }: Approval): Consequences | undefined {
  const api = useApi();
  const enabled = status === "pending" && !form;
  const flow = useQuery(api.flows.get.queryOptions({ flowId, version }, { enabled, staleTime: Infinity }));
  return flow.data ? consequencesOf(flow.data.document, nodeId) : undefined;
}

export const roleList = (roles: readonly string[]): string => new Intl.ListFormat("en", { type: "disjunction" }).format(roles);
