"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useApi } from "#components/shared/api/trpc.tsx";

/** After something was done about incidents: they are asked for anew. */
export function useSettle(onDone: () => void): () => Promise<void> {
  const api = useApi();
  const queryClient = useQueryClient();
  return () => {
    onDone();
    return queryClient.invalidateQueries({ queryKey: api.incidents.pathKey() });
  };
}
