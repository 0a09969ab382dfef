"use client";

import { Button, SegmentedControl, Select, Skeleton } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconFilterOff, IconShieldCheck } from "@tabler/icons-react";
import { useRouter, useSearchParams } from "next/navigation";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { useNow } from "#components/ui/use-now.ts";
import { IncidentDrawer } from "./incident-drawer.tsx";
import {
  incidentStatuses,
  readIncidentFilter,
  writeIncidentFilter,
  type FilterChange,
  type IncidentFilter,
  type OpenedIncidents,
} from "./incident-filter.ts";
import { incidentKinds, isOverdue, kindNames, type IncidentGroup } from "./incident-kinds.ts";
import { IncidentRows } from "./incident-rows.tsx";
import classes from "./incidents.module.css";

const REFRESH_MS = 5_000;
const PAGE_SIZE = 30;

/** What needs a person: runs that failed, that wait for a word, that could not be undone, that are held. */
export function IncidentList() {
  const router = useRouter();
  const params = useSearchParams();
  const filter = readIncidentFilter(params);
  const opened = { incident: params.get("incident") ?? undefined, group: params.get("group") ?? undefined };
  const api = useApi();
  const incidents = useInfiniteQuery(
    api.incidents.groups.infiniteQueryOptions(
      { ...filter, limit: PAGE_SIZE },
      { getNextPageParam: ({ nextAfter }) => nextAfter, refetchInterval: REFRESH_MS, placeholderData: (previous) => previous },
    ),
  );
  const rows = incidents.data?.pages.flatMap((page) => page.groups) ?? [];
  const show = (shown: OpenedIncidents): void => router.replace(writeIncidentFilter(filter, shown), { scroll: false });
  return (
    <>
      <PageBar title="Incidents">
        <SegmentedControl
          size="xs"
          aria-label="Which incidents"
          value={filter.status}
          onChange={(value) =>
            router.replace(writeIncidentFilter({ ...filter, status: incidentStatuses.find((one) => one === value) }))
          }
          data={[
            { value: "open", label: "Open" },
            { value: "resolved", label: "Resolved" },
            { value: "discarded", label: "Discarded" },
          ]}
        />
      </PageBar>
      <div className={classes["page"]}>
        <AgeWarning filter={filter} />
        <FilterBar filter={filter} />
        {incidents.error ? (
          <LoadFailure what="The incidents" error={incidents.error} onRetry={() => void incidents.refetch()} />
        ) : null}
        {incidents.isPending ? <Loading /> : null}
        {rows.length > 0 ? (
          <IncidentRows groups={rows} opened={opened.group ?? opened.incident} onOpen={(group) => show(standingFor(group))} />
        ) : null}
        {incidents.data && rows.length === 0 ? <Nothing filter={filter} /> : null}
        {incidents.hasNextPage ? (
          <Button
            className={classes["more"] ?? ""}
            variant="default"
            loading={incidents.isFetchingNextPage}
            onClick={() => void incidents.fetchNextPage()}
          >
            {filter.order === "newest" ? "Show older incidents" : "Show newer incidents"}
          </Button>
        ) : null}
      </div>
      <IncidentDrawer opened={opened} status={filter.status} onShow={show} />
    </>
  );
}

const standingFor = ({ incident: { incidentId }, count }: IncidentGroup): OpenedIncidents =>
  count === 1 ? { incident: incidentId } : { group: incidentId };

/** An incident that nobody has dealt with in a day is what this page exists to prevent. */
function AgeWarning({ filter }: { readonly filter: IncidentFilter }) {
  const api = useApi();
  const router = useRouter();
  const now = useNow(60_000);
  const { data } = useQuery(api.incidents.countOpen.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const openedAt = data?.oldestOpenedAt;
  if (filter.status !== "open" || openedAt === undefined || !isOverdue({ status: "open", openedAt }, now)) return null;
  const days = Math.floor((now - Date.parse(openedAt)) / 86_400_000);
  const isFirst = filter.order === "oldest";
  return (
    <Notice
      tone="warn"
      title={`The oldest open incident has waited ${days} day${days === 1 ? "" : "s"}`}
      action={
        isFirst
          ? undefined
          : {
              label: "Oldest first",
              onClick: () => router.replace(writeIncidentFilter({ ...filter, order: "oldest" }), { scroll: false }),
            }
      }
    >
      Deal with it or discard it with a reason, so that the list shows what matters.
    </Notice>
  );
}

function FilterBar({ filter }: { readonly filter: IncidentFilter }) {
  const api = useApi();
  const router = useRouter();
  const flows = useQuery(api.flows.list.queryOptions());
  const apply = (change: FilterChange): void => router.replace(writeIncidentFilter({ ...filter, ...change }), { scroll: false });
  return (
    <div className={classes["filter"]}>
      <Select
        aria-label="Kind"
        placeholder="Any kind"
        clearable
        data={kindNames.map((kind) => ({ value: kind, label: incidentKinds[kind].word }))}
        value={filter.kind ?? null}
        onChange={(value) => apply({ kind: kindNames.find((kind) => kind === value) })}
      />
      <Select
        aria-label="Flow"
        placeholder="Any flow"
        clearable
        searchable
        data={(flows.data ?? []).map(({ flowId, name }) => ({ value: flowId, label: name }))}
        value={filter.flowId ?? null}
        onChange={(flowId) => apply({ flowId: flowId ?? undefined })}
      />
      <SegmentedControl
        aria-label="Order"
        value={filter.order}
        onChange={(value) => apply({ order: value === "oldest" ? "oldest" : "newest" })}
        data={[
          { value: "newest", label: "Newest first" },
          { value: "oldest", label: "Oldest first" },
        ]}
      />
    </div>
  );
}

function Loading() {
  return (
    <div className={classes["placeholder"]} role="group" aria-busy aria-label="Loading incidents">
      {Array.from({ length: 6 }, (_, row) => (
        <div key={row}>
          <Skeleton height={24} width={128} radius={12} />
          <Skeleton height={14} width="44%" />
        </div>
      ))}
    </div>
  );
}

function Nothing({ filter }: { readonly filter: IncidentFilter }) {
  if (filter.kind !== undefined || filter.flowId !== undefined)
    return (
      <EmptyState icon={IconFilterOff} title="No incident matches the filter">
        Choose another kind or flow to see the rest.
      </EmptyState>
    );
  if (filter.status !== "open")
    return (
      <EmptyState icon={IconShieldCheck} title={`Nothing has been ${filter.status} yet`}>
        Incidents are kept here with what became of them, by whom, and why.
      </EmptyState>
    );
  return (
    <EmptyState icon={IconShieldCheck} title="Nothing needs you">
      A run that fails for good, waits for a decision, cannot be undone or has to be set aside appears here and in the rail, with
      what to do about it. Start “Order approval” with the customer NO-FUNDS to see one.
    </EmptyState>
  );
}
