import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { MappingBundle } from "#engine/core/expression/mappings/mapping-bundle.ts";
import { useApi } from "../api/trpc.tsx";
import type { MappingChoice } from "../expression/scope-fields.ts";

const KEPT_MS = 30_000;

/**
 * The mappings of the library with what they take and give, for completion and hints, and those that a flow brings along itself.
 * `undefined` until they are there.
 */
export function useMappingChoices(brought?: MappingBundle): readonly MappingChoice[] | undefined {
  const api = useApi();
  const { data } = useQuery(api.mappings.choices.queryOptions(undefined, { staleTime: KEPT_MS }));
  return useMemo(() => {
    const known = new Set(data?.map(({ key }) => key));
    const own = Object.keys(brought ?? {}).filter((key) => !known.has(key));
    return data && [...data, ...own.map((key) => ({ key }))];
  }, [data, brought]);
}
