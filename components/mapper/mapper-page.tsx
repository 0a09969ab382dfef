"use client";

import { Skeleton } from "@mantine/core";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { DraftProvider } from "#components/shared/draft/draft-provider.tsx";
import { useDraftStore } from "#components/shared/draft/use-draft.ts";
import { mayStartRuns, useMembership } from "#components/shared/membership.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { DraftMapper } from "./draft-mapper.tsx";
import classes from "./mapper-page.module.css";

interface MapperPageProps {
  readonly flowId: string;
  readonly nodeId: string;
  /** JSON pointer of the config field that is mapped; the one that makes the output where it is left out. */
  readonly field: string | undefined;
}

/** The mapper as a page of its own, on the same draft as the designer. */
export function MapperPage({ flowId, nodeId, field }: MapperPageProps) {
  const trail = [
    { label: "Flows", href: "/flows" },
    { label: flowId, href: `/flows/${flowId}` },
  ];
  const loading = (
    <>
      <PageBar title={nodeId} trail={trail} />
      <div className={classes["loading"]} role="group" aria-busy aria-label="Loading mapping">
        <Skeleton height="100%" radius={0} />
        <Skeleton height="100%" radius={0} />
      </div>
    </>
  );
  const failed = (error: unknown, retry: () => void) => (
    <>
      <PageBar title={nodeId} trail={trail} />
      <div className={classes["notice"]}>
        <LoadFailure what="This flow" instead={{ label: "Go to flows", href: "/flows" }} error={error} onRetry={retry} />
      </div>
    </>
  );
  return (
    <DraftProvider flowId={flowId} fallback={loading} failure={failed}>
      <StepMapper key={nodeId} nodeId={nodeId} field={field} />
    </DraftProvider>
  );
}

function StepMapper({ nodeId, field }: Omit<MapperPageProps, "flowId">) {
  const me = useMembership();
  return <DraftMapper store={useDraftStore()} nodeId={nodeId} field={field} canEdit={mayStartRuns(me.role)} />;
}
