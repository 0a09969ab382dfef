import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../api/trpc.tsx";
import type { MappingChoice } from "../expression/scope-fields.ts";

const KEPT_MS = 30_000;

/** The newest version of each mapping of the library, for completion. */
export function useMappingChoices(): readonly MappingChoice[] {
  const api = useApi();
  const { data } = useQuery(api.mappings.list.queryOptions(undefined, { staleTime: KEPT_MS }));
  return useMemo(
    () =>
      (data ?? []).map(({ name, version, description }) => ({
        key: `${name}@${version}`,
        ...(description ? { description } : {}),
      })),
    [data],
  );
}
