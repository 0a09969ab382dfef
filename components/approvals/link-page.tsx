"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconLinkOff } from "@tabler/icons-react";
import { Link } from "#components/ui/link.tsx";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { LinkContext } from "#components/shared/approval/link-context.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import classes from "./approval-list.module.css";
import { TaskPage } from "./task-page.tsx";

const WHY = {
  unknown: "It may have been copied in part. Open it from the mail again.",
  expired: "Links work for seven days.",
  used: "It was for one answer, and that was given.",
  somebodyElse: "It was sent to another person than the one who is signed in.",
} as const;

/** Where the link of a mail leads: to the approval, as its person sees it. Opening it changes nothing. */
export function LinkPage({ token }: { readonly token: string }) {
  const api = useApi();
  const link = useQuery(api.approvals.openLink.queryOptions({ token }, { staleTime: Infinity, refetchOnWindowFocus: false }));
  if (link.data?.ok)
    return (
      <LinkContext value={token}>
        <TaskPage approvalId={link.data.approvalId} />
      </LinkContext>
    );
  return (
    <>
      <PageBar title="Approval" trail={[{ label: "Approvals", href: "/approvals" }]} />
      <div className={classes["page"]}>
        {link.error ? <LoadFailure what="This link" error={link.error} onRetry={() => void link.refetch()} /> : null}
        {link.isPending ? <Skeleton height={420} radius={12} aria-label="Opening the link" /> : null}
        {link.data ? (
          <EmptyState icon={IconLinkOff} title="This link does not work">
            {WHY[link.data.why]} <Link href="/approvals">What waits for you is in your inbox</Link>.
          </EmptyState>
        ) : null}
      </div>
    </>
  );
}
