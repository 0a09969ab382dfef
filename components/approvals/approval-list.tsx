"use client";

import { SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconUserCheck } from "@tabler/icons-react";
import { useRouter, useSearchParams } from "next/navigation";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { DecisionCard } from "#components/shared/approval/decision-card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import classes from "./approval-list.module.css";

type Shown = "pending" | "decided";
const REFRESH_MS = 4_000;

export function ApprovalList() {
  const router = useRouter();
  const status: Shown = useSearchParams().get("show") === "decided" ? "decided" : "pending";
  const api = useApi();
  const approvals = useQuery(api.approvals.list.queryOptions({ status, limit: 50 }, { refetchInterval: REFRESH_MS }));
  return (
    <>
      <PageBar title="Approvals">
        <SegmentedControl
          size="xs"
          aria-label="Which approvals"
          value={status}
          onChange={(value) => router.replace(value === "decided" ? "/approvals?show=decided" : "/approvals")}
          data={[
            { value: "pending", label: "Waiting for a decision" },
            { value: "decided", label: "Decided" },
          ]}
        />
      </PageBar>
      <div className={classes["page"]}>
        {approvals.error ? (
          <LoadFailure what="The approvals" error={approvals.error} onRetry={() => void approvals.refetch()} />
        ) : null}
        {approvals.isPending ? <Loading /> : null}
        {approvals.data?.map((approval) => (
          <DecisionCard key={approval.approvalId} approval={approval} />
        ))}
        {approvals.data?.length === 0 ? <Nothing status={status} /> : null}
      </div>
    </>
  );
}

function Loading() {
  return (
    <div className={classes["placeholder"]} aria-busy aria-label="Loading approvals">
      <Skeleton height={12} width="35%" />
      <Skeleton height={22} width="60%" />
      <Skeleton height={36} width="25%" />
      <Skeleton height={64} />
      <Skeleton height={44} />
    </div>
  );
}

function Nothing({ status }: { readonly status: Shown }) {
  return status === "pending" ? (
    <EmptyState icon={IconUserCheck} title="Nothing waits for a decision">
      When a run reaches an approval or a form, it appears here and in the rail. Start “Order approval” with an order over 1000,
      or “Expense claim” with a claim over 50, to see one.
    </EmptyState>
  ) : (
    <EmptyState icon={IconUserCheck} title="No decision yet">
      Decisions are kept here with who made them, when, and the comment.
    </EmptyState>
  );
}
