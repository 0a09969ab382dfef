"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useApi } from "#components/shared/api/trpc.tsx";

/** What the forms that operate on a run do when it has worked: close, and look at the run again. */
export function useOperation(onDone?: () => void): { readonly onSuccess: () => Promise<void> } {
  const api = useApi();
  const queryClient = useQueryClient();
  return {
    onSuccess: () => {
      onDone?.();
      return queryClient.invalidateQueries({ queryKey: api.runs.pathKey() });
    },
  };
}
