"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { DecisionCard } from "#components/shared/approval/decision-card.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import classes from "./approval-list.module.css";
import { FormTask } from "./form-task.tsx";

const REFRESH_MS = 5_000;

/** One task with an address of its own: a form to fill in, or an approval to decide. */
export function TaskPage({ approvalId }: { readonly approvalId: string }) {
  const api = useApi();
  const {
    data: task,
    error,
    refetch,
  } = useQuery(api.approvals.get.queryOptions({ approvalId }, { refetchInterval: REFRESH_MS }));
  return (
    <>
      <PageBar title={task?.form ? "Form" : "Approval"} trail={[{ label: "Approvals", href: "/approvals" }]} />
      <div className={classes["page"]}>
        {error && !task ? (
          <LoadFailure
            what="This task"
            instead={{ label: "Go to approvals", href: "/approvals" }}
            error={error}
            onRetry={() => void refetch()}
          />
        ) : null}
        {!task && !error ? <Skeleton height={420} radius={12} aria-label="Loading the task" /> : null}
        {task?.form ? <FormTask task={task} form={task.form} /> : null}
        {task && !task.form ? <DecisionCard approval={task} /> : null}
      </div>
    </>
  );
}
