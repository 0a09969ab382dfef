"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "#components/shared/api/trpc.tsx";
import { useDraft } from "#components/shared/draft/use-draft.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import classes from "./flow-page.module.css";
import { FlowPanel } from "./flow-panel.tsx";

/** How the published flow is doing: addresses, schedules, switches and runs. Beside the designer. */
export function FlowAbout({ flowId }: { readonly flowId: string }) {
  const api = useApi();
  const isPublished = useDraft((state) => state.liveVersion !== undefined);
  const flow = useQuery(api.flows.get.queryOptions({ flowId }, { staleTime: 30_000, enabled: isPublished }));
  if (flow.data) return <FlowPanel flow={flow.data} />;
  if (!isPublished)
    return (
      <div className={classes["body"]}>
        <p className={classes["text"]}>
          This flow has not been published. Its addresses, schedules and runs are shown here once it is.
        </p>
      </div>
    );
  return (
    <div className={classes["body"]}>
      {flow.error ? (
        <LoadFailure what="This flow" error={flow.error} onRetry={() => void flow.refetch()} />
      ) : (
        <>
          <Skeleton height={48} />
          <Skeleton height={72} />
          <Skeleton height={160} />
        </>
      )}
    </div>
  );
}
