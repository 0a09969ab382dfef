"use client";

import { Button, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconCheck, IconX } from "@tabler/icons-react";
import Link from "next/link";
import { useId, useState } from "react";
import { apiErrorMessage, useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { JsonTree } from "#components/ui/json-tree.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { consequencesOf, type Consequences } from "./consequences.ts";
import classes from "./decision-card.module.css";
import { FormInvitation } from "./form-invitation.tsx";
import { DetailsTable } from "./details-table.tsx";
import { DecisionOutcome } from "./decision-outcome.tsx";
import { sortDetails } from "./figures.ts";

export type Approval = ApiOutputs["approvals"]["list"][number];

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
      {approval.status !== "pending" ? <DecisionOutcome approval={approval} /> : null}
      {approval.status === "pending" && approval.form ? <FormInvitation approval={approval} form={approval.form} /> : null}
      {approval.status === "pending" && !approval.form ? <Decision approval={approval} consequences={consequences} /> : null}
    </article>
  );
}

function useConsequences({ runId, flowId, nodeId, status, form }: Approval): Consequences | undefined {
  const api = useApi();
  const enabled = status === "pending" && !form;
  const run = useQuery(api.runs.get.queryOptions({ runId }, { enabled, staleTime: 60_000 }));
  const version = run.data?.version;
  const request = version === undefined ? { flowId } : { flowId, version };
  const flow = useQuery(api.flows.get.queryOptions(request, { enabled: enabled && version !== undefined, staleTime: Infinity }));
  return flow.data ? consequencesOf(flow.data.document, nodeId) : undefined;
}

interface DecisionProps {
  readonly approval: Approval;
  readonly consequences: Consequences | undefined;
}

function Decision({ approval, consequences }: DecisionProps) {
  const me = useMembership();
  const [comment, setComment] = useState("");
  const { mutate, isPending, variables, error } = useDecide(approval);
  const mayDecide = approval.roles.includes(me.role);
  const decide = (decision: "approved" | "rejected"): void =>
    mutate({ approvalId: approval.approvalId, decision, ...(comment.trim() === "" ? {} : { comment: comment.trim() }) });

  return (
    <>
      <dl className={classes["outcomes"]}>
        <div data-tone="good">
          <dt>If you approve</dt>
          <dd>{consequences?.approved ?? "\u00a0"}</dd>
        </div>
        <div data-tone="bad">
          <dt>If you reject</dt>
          <dd>{consequences?.rejected ?? "\u00a0"}</dd>
        </div>
      </dl>
      {approval.dueAt === undefined ? null : (
        <p className={classes["due"]}>
          Decide <RelativeTime at={approval.dueAt} />.{" "}
          {consequences?.timedOut
            ? `After that: ${consequences.timedOut.charAt(0).toLowerCase()}${consequences.timedOut.slice(1)}`
            : null}
        </p>
      )}
      {error ? (
        <Notice tone="bad" title="The decision was not recorded">
          {apiErrorMessage(error)}
        </Notice>
      ) : null}
      {mayDecide ? (
        <>
          <Textarea
            label="Comment"
            description="Optional; recorded with your name"
            autosize
            minRows={1}
            maxRows={5}
            maxLength={2_000}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          <div className={classes["buttons"]}>
            <Button
              size="md"
              variant="default"
              className={classes["reject"] ?? ""}
              leftSection={<IconX size={16} />}
              disabled={isPending}
              loading={isPending && variables.decision === "rejected"}
              onClick={() => decide("rejected")}
            >
              Reject
            </Button>
            <Button
              size="md"
              leftSection={<IconCheck size={16} />}
              disabled={isPending}
              loading={isPending && variables.decision === "approved"}
              onClick={() => decide("approved")}
            >
              Approve
            </Button>
          </div>
        </>
      ) : (
        <p className={classes["due"]}>
          Only {roleList(approval.roles)} may decide this; you are signed in as {me.role}.
        </p>
      )}
    </>
  );
}

function useDecide(approval: Approval) {
  const api = useApi();
  const queryClient = useQueryClient();
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: api.approvals.pathKey() }),
      queryClient.invalidateQueries({ queryKey: api.runs.get.queryKey({ runId: approval.runId }) }),
    ]);
  return useMutation(
    api.approvals.decide.mutationOptions({
      onSuccess: (_result, { decision }) => {
        notifications.show({
          title: decision === "approved" ? "Approved" : "Rejected",
          message: approval.title,
          color: decision === "approved" ? "green" : "gray",
        });
        return refresh();
      },
      onError: () => void refresh(),
    }),
  );
}

export const roleList = (roles: readonly string[]): string => new Intl.ListFormat("en", { type: "disjunction" }).format(roles);
