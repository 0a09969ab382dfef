"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconHistory } from "@tabler/icons-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi, type ApiOutputs } from "#components/shared/api/trpc.tsx";
import { useFlowName } from "#components/shared/use-flow-name.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { SidePanelToggle } from "#components/ui/resizable-pane.tsx";
import { readComparison, writeComparison, type Comparison, type ComparisonChange } from "./comparison.ts";
import { ComparisonPicker } from "./comparison-picker.tsx";
import { VersionDiff } from "./version-diff.tsx";
import { VersionHistory } from "./version-history.tsx";
import classes from "./versions.module.css";

export type Version = Omit<ApiOutputs["versions"]["list"][number], "number"> & { readonly version: number };

const numbered = (versions: ApiOutputs["versions"]["list"]): readonly Version[] =>
  versions.map(({ number: version, ...rest }) => ({ version, ...rest }));

/** All versions of a flow, and what differs between any two of them. What is compared stands in the address. */
export function VersionsPage({ flowId }: { readonly flowId: string }) {
  const api = useApi();
  const versions = useQuery(api.versions.list.queryOptions({ flowId }, { select: numbered }));
  const params = useSearchParams();
  const comparison = versions.data && readComparison(params, versions.data);
  const [router, pathname] = [useRouter(), usePathname()];
  const apply = (change: ComparisonChange): void =>
    router.replace(`${pathname}${writeComparison({ ...comparison, ...change })}`, { scroll: false });
  const trail = [
    { label: "Flows", href: "/flows" },
    { label: useFlowName(flowId), href: `/flows/${flowId}` },
  ];
  return (
    <>
      <PageBar title="Versions" trail={trail}>
        {comparison && versions.data ? (
          <ComparisonPicker versions={versions.data} comparison={comparison} onChange={apply} />
        ) : null}
        <SidePanelToggle />
      </PageBar>
      {versions.error ? (
        <div className={classes["notice"]}>
          <LoadFailure
            what="The versions"
            instead={{ label: "Go to flows", href: "/flows" }}
            error={versions.error}
            onRetry={() => void versions.refetch()}
          />
        </div>
      ) : null}
      {versions.isPending ? <Loading /> : null}
      {versions.data ? <Loaded flowId={flowId} versions={versions.data} comparison={comparison} onChange={apply} /> : null}
    </>
  );
}

interface LoadedProps {
  readonly flowId: string;
  readonly versions: readonly Version[];
  readonly comparison: Comparison | undefined;
  readonly onChange: (change: ComparisonChange) => void;
}

function Loaded({ flowId, versions, comparison, onChange }: LoadedProps) {
  if (versions.length === 0)
    return (
      <EmptyState icon={IconHistory} title="This flow has no versions">
        A version is made whenever the flow is published with changes. Publish it once, and it is listed here.
      </EmptyState>
    );
  return (
    <div className={classes["page"]}>
      <VersionHistory flowId={flowId} versions={versions} comparison={comparison} onChange={onChange} />
      {comparison ? (
        <VersionDiff key={`${comparison.from} ${comparison.to}`} flowId={flowId} comparison={comparison} onChange={onChange} />
      ) : (
        <EmptyState icon={IconHistory} title="There is one version so far">
          With the next one, what changed is shown here: on the canvas, and field by field.
        </EmptyState>
      )}
    </div>
  );
}

function Loading() {
  return (
    <div className={classes["page"]} role="group" aria-busy aria-label="Loading versions">
      <div className={classes["history"]}>
        {Array.from({ length: 5 }, (_, row) => (
          <Skeleton key={row} height={52} mb={8} />
        ))}
      </div>
      <div className={classes["stage"]}>
        <Skeleton height="100%" radius={0} />
      </div>
    </div>
  );
}
