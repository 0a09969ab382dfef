"use client";

import { Button, MultiSelect, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { usePathname, useRouter } from "next/navigation";
import { useId, useState, useEffect, useRef } from "react";
import { runStatuses } from "#engine/core/machine/run-event.ts";
import { useApi } from "#components/shared/api/trpc.tsx";
import { runStatusLooks } from "#components/ui/run-status.tsx";
import { MoreFilters } from "./more-filters.tsx";
import {
  countMore,
  writeRunFilter,
  type ChangeFilter,
  type FilterChange,
  type RunFilter,
} from "#components/shared/run-list/run-filter.ts";
import classes from "./run-list.module.css";
import { SearchBox } from "./search-box.tsx";

/** The filter lives in the address; a change replaces it. */
export function FilterBar({ filter }: { readonly filter: RunFilter }) {
  const api = useApi();
  const router = useRouter();
  const pathname = usePathname();
  const moreId = useId();
  const more = countMore(filter);
  const [isOpen, setOpen] = useState(more > 0);
  const flows = useQuery(api.flows.list.queryOptions());
  // Of two changes in quick succession, the second must not take back the first: the address still says neither.
  const askedRef = useRef<FilterChange>({});
  const address = writeRunFilter(filter);
  useEffect(() => {
    askedRef.current = {};
  }, [address]);
  const apply: ChangeFilter = (change) => {
    const asked = typeof change === "function" ? change({ ...filter, ...askedRef.current }) : change;
    askedRef.current = { ...askedRef.current, ...asked };
    router.replace(`${pathname}${writeRunFilter({ ...filter, ...askedRef.current })}`, { scroll: false });
  };
  return (
    <div className={classes["filters"]} role="search" aria-label="Filter runs">
      <div className={classes["filter"]}>
        <SearchBox filter={filter} onChange={(text) => apply({ text })} />
        <Select
          aria-label="Flow"
          placeholder="Any flow"
          clearable
          searchable
          data={(flows.data ?? []).map(({ flowId, name }) => ({ value: flowId, label: name }))}
          value={filter.flowId ?? null}
          onChange={(flowId) => apply({ flowId: flowId ?? undefined, version: undefined })}
        />
        <MultiSelect
          aria-label="Status"
          placeholder={filter.status ? "" : "Any status"}
          clearable
          data={runStatuses.map((status) => ({ value: status, label: runStatusLooks[status].word }))}
          value={[...(filter.status ?? [])]}
          onChange={(chosen) => apply({ status: runStatuses.filter((status) => chosen.includes(status)) })}
        />
        <Button
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={16} stroke={1.75} />}
          aria-expanded={isOpen}
          aria-controls={moreId}
          onClick={() => setOpen(!isOpen)}
        >
          {more === 0 ? "More filters" : `More filters (${more})`}
        </Button>
      </div>
      <div id={moreId} hidden={!isOpen}>
        {isOpen ? <MoreFilters filter={filter} onChange={apply} /> : null}
      </div>
    </div>
  );
}
