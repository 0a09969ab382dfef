"use client";

import { MultiSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useApi } from "#components/shared/api/trpc.tsx";
import { withField, type ChangeFilter, type RunFilter } from "#components/shared/run-list/run-filter.ts";
import classes from "./run-list.module.css";
import { TypedText } from "./typed-text.tsx";

interface FieldFiltersProps {
  readonly filter: RunFilter;
  readonly onChange: ChangeFilter;
}

/** More would push the other filters out of sight; choosing a flow leaves its own. */
const MOST_SHOWN = 8;

/** A field for each name that flows let their runs be looked up by, of the chosen flow where there is one. */
export function FieldFilters({ filter, onChange }: FieldFiltersProps) {
  const api = useApi();
  const { flowId, searchFields = {} } = filter;
  const known = useQuery(api.runs.searchFields.queryOptions(flowId === undefined ? {} : { flowId }));
  const names = [...new Set([...Object.keys(searchFields), ...(known.data ?? [])])].slice(0, MOST_SHOWN);
  return names.map((name) => (
    <TypedText
      key={name}
      className={classes["typed"] ?? ""}
      label={name}
      description="All of it, or its beginning and *"
      placeholder="Any value"
      value={searchFields[name]}
      onChange={(value) => onChange((now) => ({ searchFields: withField(now, name, value) }))}
    />
  ));
}

/** What people put on runs by hand; nothing while no run has a tag. */
export function TagFilter({ filter: { tags = [] }, onChange }: FieldFiltersProps) {
  const api = useApi();
  const known = useQuery(api.runs.tags.queryOptions());
  const names = [...new Set([...tags, ...(known.data ?? [])])];
  if (names.length === 0) return null;
  return (
    <MultiSelect
      label="Tags"
      description="Runs that have all of them"
      placeholder={tags.length === 0 ? "Any tags" : ""}
      clearable
      searchable
      data={names}
      value={[...tags]}
      onChange={(chosen) => onChange({ tags: chosen.length === 0 ? undefined : chosen })}
    />
  );
}
