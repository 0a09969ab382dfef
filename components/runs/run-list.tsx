"use client";

import { Button, Skeleton } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { IconFileImport, IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { useSearchParams } from "next/navigation";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApi } from "#components/shared/api/trpc.tsx";
import { RunRows } from "#components/shared/run-list/run-rows.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useNow } from "#components/ui/use-now.ts";
import { CompareChosen, useRunComparison } from "./compare-chosen.tsx";
import { FilterBar } from "./filter-bar.tsx";
import { readRunFilter, toApiFilter, writeRunFilter } from "#components/shared/run-list/run-filter.ts";
import {
  readTypedSearch,
  TAG,
  unknownText,
  withTypedSearch,
  type TypedSearch,
} from "#components/shared/run-list/typed-search.ts";
import { RedriveFound } from "./redrive-found.tsx";
import classes from "./run-list.module.css";
import { useSearchNames } from "./use-search-names.ts";
import { SavedViewsMenu } from "./saved-views.tsx";

const REFRESH_MS = 3_000;
const MINUTE_MS = 60_000;
const PAGE_SIZE = 30;

/** All runs, newest first. The filter lives in the address, so that a view can be linked to. */
export function RunList() {
  const filter = readRunFilter(useSearchParams());
  const now = useNow(MINUTE_MS);
  const api = useApi();
  const { names, isPending } = useSearchNames(filter);
  const asked = toApiFilter(withTypedSearch(filter, names), now);
  const runs = useInfiniteQuery(
    api.runs.list.infiniteQueryOptions(
      { ...asked, limit: PAGE_SIZE },
      {
        // What is typed means something else once the names are known.
        enabled: !isPending || filter.text?.includes(":") !== true,
        getNextPageParam: ({ nextBefore }) => nextBefore,
        // Only the first page moves; whoever has gone back reads what stands still.
        refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) > 1 ? false : REFRESH_MS),
        placeholderData: (previous) => previous,
      },
    ),
  );
  const rows = runs.data?.pages.flatMap((page) => page.runs) ?? [];
  const searchedBackTo = runs.data?.pages.at(-1)?.searchedBackTo;
  const query = writeRunFilter(filter);
  const comparison = useRunComparison();
  return (
    <>
      <PageBar title="Runs">
        <RedriveFound filter={asked} />
        <SavedViewsMenu query={query} />
        <Button component={Link} href="/runs/file" variant="default" leftSection={<IconFileImport size={16} aria-hidden />}>
          Open a run file…
        </Button>
      </PageBar>
      <div className={classes["page"]}>
        <FilterBar filter={filter} />
        {runs.error ? <LoadFailure what="The runs" error={runs.error} onRetry={() => void runs.refetch()} /> : null}
        {runs.isPending ? <Loading /> : null}
        <CompareChosen comparison={comparison} />
        {rows.length > 0 ? <RunRows runs={rows} choice={comparison} /> : null}
        {runs.data && rows.length === 0 && searchedBackTo === undefined ? (
          <Nothing isFiltered={query !== ""} typed={readTypedSearch(filter.text ?? "", names)} names={names} />
        ) : null}
        {searchedBackTo === undefined ? null : (
          <p className={classes["searched"]} role="status">
            Searched back to <RelativeTime at={searchedBackTo} />
            {rows.length === 0 ? "; nothing fits so far." : "."}
          </p>
        )}
        {runs.hasNextPage ? (
          <Button
            className={classes["older"] ?? ""}
            variant="default"
            loading={runs.isFetchingNextPage}
            onClick={() => void runs.fetchNextPage()}
          >
            {searchedBackTo === undefined ? "Show older runs" : "Search older runs"}
          </Button>
        ) : null}
      </div>
    </>
  );
}

function Loading() {
  return (
    <div className={classes["placeholder"]} role="group" aria-busy aria-label="Loading runs">
      {Array.from({ length: 8 }, (_, row) => (
        <div key={row}>
          <Skeleton height={24} width={104} radius={12} />
          <Skeleton height={14} width="34%" />
        </div>
      ))}
    </div>
  );
}

interface NothingProps {
  readonly isFiltered: boolean;
  readonly typed: TypedSearch;
  readonly names: readonly string[];
}

function Nothing({ isFiltered, typed: { unknown }, names }: NothingProps) {
  return isFiltered ? (
    <EmptyState
      icon={IconSearch}
      title="No run matches the filter"
      action={
        <Button component={Link} href="/runs" variant="default">
          Show all runs
        </Button>
      }
    >
      {unknown.length === 0 ? null : (
        <>
          {unknownText(unknown)} Known names: {[...new Set([...names, TAG])].join(", ")}.{" "}
        </>
      )}
      Take a filter away, or search for something else: a run is found by its full id or a part of its key, such as an order
      number.
    </EmptyState>
  ) : (
    <EmptyState
      icon={IconPlayerPlay}
      title="Nothing has run yet"
      action={
        <Button component={Link} href="/flows">
          Open the flows
        </Button>
      }
    >
      Open a flow and start it, or send a request to its webhook. Each run is kept here with every step it took.
    </EmptyState>
  );
}
