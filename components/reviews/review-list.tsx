"use client";

import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconChecklist, IconSettings } from "@tabler/icons-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { EnvironmentMark } from "#components/shared/environment/environment-mark.tsx";
import { useMembership } from "#components/shared/membership.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { approvalsText } from "./review-looks.ts";
import { ReviewStatusBadge } from "./review-status.tsx";
import classes from "./reviews.module.css";
import { RuleDialog } from "./rule-dialog.tsx";

export type Review = ApiOutputs["reviews"]["list"][number];
type Which = "open" | "closed";

const REFRESH_MS = 5_000;

/** What is to go live and waits for somebody; what needs the person who looks comes first. */
export function ReviewList() {
  const router = useRouter();
  const which: Which = useSearchParams().get("show") === "closed" ? "closed" : "open";
  const me = useMembership();
  const api = useApi();
  const reviews = useQuery(api.reviews.list.queryOptions({ which }, { refetchInterval: REFRESH_MS }));
  const [settingRule, setSettingRule] = useState(false);
  const rows = reviews.data?.toSorted((a, b) => Number(b.waitsForMe !== undefined) - Number(a.waitsForMe !== undefined)) ?? [];
  return (
    <>
      <PageBar title="Reviews">
        <SegmentedControl
          size="xs"
          aria-label="Which reviews"
          value={which}
          onChange={(value) => router.replace(value === "closed" ? "/reviews?show=closed" : "/reviews")}
          data={[
            { value: "open", label: "Open" },
            { value: "closed", label: "Closed" },
          ]}
        />
        {me.role === "admin" ? (
          <Button variant="default" leftSection={<IconSettings size={16} />} onClick={() => setSettingRule(true)}>
            Review rules
          </Button>
        ) : null}
      </PageBar>
      <div className={classes["page"]}>
        {reviews.error ? <LoadFailure what="The reviews" error={reviews.error} onRetry={() => void reviews.refetch()} /> : null}
        {reviews.isPending ? <Skeleton height={180} radius={10} role="group" aria-label="Loading reviews" aria-busy /> : null}
        {rows.length > 0 ? (
          <ul className={classes["list"]} aria-label={which === "open" ? "Open reviews" : "Closed reviews"}>
            {rows.map((review) => (
              <ReviewRow key={review.reviewId} review={review} />
            ))}
          </ul>
        ) : null}
        {reviews.data?.length === 0 ? <Nothing which={which} /> : null}
      </div>
      {settingRule ? <RuleDialog onClose={() => setSettingRule(false)} /> : null}
    </>
  );
}

function ReviewRow({ review }: { readonly review: Review }) {
  const { reviewId, flowName, status, requestedBy, requestedAt, note, waitsForMe, overtakenBy, brokeGlass, environment } = review;
  return (
    <li className={classes["row"]}>
      <div className={classes["main"]}>
        <div className={classes["name"]}>
          <Link href={`/reviews/${reviewId}`} className={classes["link"] ?? ""}>
            {flowName}
          </Link>
          <EnvironmentMark environment={environment} />
          {waitsForMe === undefined ? null : (
            <span className={classes["mine"]}>
              {waitsForMe === "decision" ? "Needs your decision" : "Ready for you to publish"}
            </span>
          )}
        </div>
        <p className={classes["text"]}>{brokeGlass?.reason ?? note ?? "No note"}</p>
      </div>
      <div className={classes["state"]}>
        <ReviewStatusBadge status={status} />
        <span className={classes["text"]}>
          {overtakenBy === undefined ? approvalsText(review) : `Overtaken by version ${overtakenBy}`}
        </span>
      </div>
      <div className={classes["text"]}>
        {requestedBy}, <RelativeTime at={requestedAt} />
        {brokeGlass && status === "owed" ? (
          <>
            <br />
            Due <RelativeTime at={brokeGlass.dueAt} />
          </>
        ) : null}
      </div>
    </li>
  );
}

function Nothing({ which }: { readonly which: Which }) {
  return which === "open" ? (
    <EmptyState icon={IconChecklist} title="Nothing waits for a review">
      Where a review is required, “Publish” in the designer asks for one, and it appears here and in the rail. Admins say where it
      is required, under “Review rules”.
    </EmptyState>
  ) : (
    <EmptyState icon={IconChecklist} title="No review has been closed yet">
      What was published, withdrawn or sent back is kept here, with who decided and why.
    </EmptyState>
  );
}
