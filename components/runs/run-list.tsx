"use client";

import { Button, MultiSelect, Select, Skeleton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { runStatuses } from "#engine/core/machine/run-event.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { RunRows } from "#components/shared/run-list/run-rows.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { runStatusLooks } from "#components/ui/run-status.tsx";
import { readRunFilter, writeRunFilter, type RunFilter } from "./run-filter.ts";
import classes from "./run-list.module.css";

const REFRESH_MS = 3_000;
const PAGE_SIZE = 30;

/** All runs, newest first. The filter lives in the address, so that a view can be linked to. */
export function RunList() {
  const filter = readRunFilter(useSearchParams());
  const api = useApi();
  const runs = useInfiniteQuery(
    api.runs.list.infiniteQueryOptions(
      { ...filter, limit: PAGE_SIZE },
      { getNextPageParam: ({ nextBefore }) => nextBefore, refetchInterval: REFRESH_MS, placeholderData: (previous) => previous },
    ),
  );
  const rows = runs.data?.pages.flatMap((page) => page.runs) ?? [];
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <PageBar title="Runs" />
      <div className={classes["page"]}>
        <FilterBar filter={filter} />
        {runs.error ? <LoadFailure what="The runs" error={runs.error} onRetry={() => void runs.refetch()} /> : null}
        {runs.isPending ? <Loading /> : null}
        {rows.length > 0 ? <RunRows runs={rows} /> : null}
        {runs.data && rows.length === 0 ? <Nothing isFiltered={isFiltered} /> : null}
        {runs.hasNextPage ? (
          <Button
            className={classes["more"] ?? ""}
            variant="default"
            loading={runs.isFetchingNextPage}
            onClick={() => void runs.fetchNextPage()}
          >
            Show older runs
          </Button>
        ) : null}
      </div>
    </>
  );
}

function FilterBar({ filter }: { readonly filter: RunFilter }) {
  const api = useApi();
  const router = useRouter();
  const pathname = usePathname();
  const flows = useQuery(api.flows.list.queryOptions());
  const apply = (change: { readonly [Key in keyof RunFilter]?: RunFilter[Key] | undefined }): void =>
    router.replace(`${pathname}${writeRunFilter({ ...filter, ...change })}`, { scroll: false });
  const search = useDebouncedCallback((text: string) => apply({ text }), 250);
  return (
    <div className={classes["filter"]}>
      <TextInput
        type="search"
        aria-label="Search runs"
        placeholder="Run id, or part of a key"
        leftSection={<IconSearch size={16} stroke={1.75} />}
        defaultValue={filter.text ?? ""}
        onChange={(event) => search(event.currentTarget.value)}
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
      <MultiSelect
        aria-label="Status"
        placeholder={filter.status ? "" : "Any status"}
        clearable
        data={runStatuses.map((status) => ({ value: status, label: runStatusLooks[status].word }))}
        value={[...(filter.status ?? [])]}
        onChange={(chosen) => apply({ status: runStatuses.filter((status) => chosen.includes(status)) })}
      />
    </div>
  );
}

function Loading() {
  return (
    <div className={classes["placeholder"]} aria-busy aria-label="Loading runs">
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row}>
          <Skeleton height={24} width={104} radius={12} />
          <Skeleton height={14} width="34%" />
        </div>
      ))}
    </div>
  );
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState icon={IconSearch} title="No run matches the filter">
      Runs can be found by their full id or a part of their key, such as an order number.
    </EmptyState>
  ) : (
    <EmptyState icon={IconPlayerPlay} title="Nothing has run yet">
      Open a flow and start it, or send a request to its webhook. Each run is kept here with every step it took.
    </EmptyState>
  );
}
