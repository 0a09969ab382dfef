"use client";

import { Autocomplete } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "#components/shared/api/trpc.tsx";
import type { RunFilter } from "#components/shared/run-list/run-filter.ts";
import { suggestSearches } from "#components/shared/run-list/typed-search.ts";
import { useTypedText } from "./typed-text.tsx";
import { useSearchNames } from "./use-search-names.ts";

interface SearchBoxProps {
  readonly filter: RunFilter;
  readonly onChange: (text: string) => void;
}

const MOST_OFFERED = 8;

/** An id, a part of a key, or `name:value` for what flows declare and people put on runs; known names are offered while one types. */
export function SearchBox({ filter, onChange }: SearchBoxProps) {
  const api = useApi();
  const { typed, type } = useTypedText(filter.text, onChange);
  const { names } = useSearchNames(filter);
  const tags = useQuery(api.runs.tags.queryOptions());
  const [isOpen, setOpen] = useState(false);
  const offered = suggestSearches(typed, names, tags.data ?? []);
  return (
    <Autocomplete
      aria-label="Search runs"
      placeholder="Run id, part of a key, or name:value"
      leftSection={<IconSearch size={16} stroke={1.75} />}
      spellCheck={false}
      value={typed}
      data={[...offered]}
      limit={MOST_OFFERED}
      // They are chosen already, by the part that is being typed.
      filter={({ options }) => options}
      onChange={type}
      // An open list without options would leave the field naming one that is gone.
      dropdownOpened={isOpen && offered.length > 0}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
    />
  );
}
