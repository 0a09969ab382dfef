import { useQuery } from "@tanstack/react-query";
import { useApi } from "#components/shared/api/trpc.tsx";
import type { RunFilter } from "#components/shared/run-list/run-filter.ts";

const NONE: readonly string[] = [];

/** What runs can be looked up by: of the chosen flow, where there is one. Not known yet while it is pending. */
export function useSearchNames({ flowId }: RunFilter): { readonly names: readonly string[]; readonly isPending: boolean } {
  const api = useApi();
  const { data = NONE, isPending } = useQuery(api.runs.searchFields.queryOptions(flowId === undefined ? {} : { flowId }));
  return { names: data, isPending };
}
