"use client";

import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { AutoMapLine } from "#engine/core/mapping/auto-map/auto-map.ts";
import { pairOfLine, type LearnedPairs } from "#engine/core/mapping/auto-map/learned-pairs.ts";
import { apiErrorMessage, useApi } from "#components/shared/api/trpc.tsx";

interface Learned {
  readonly learned: LearnedPairs;
  readonly isLoading: boolean;
  readonly turnDown: (lines: readonly AutoMapLine[]) => void;
}

/** What the organization's mappings have taught. Without the server, auto-map goes by names alone. */
export function useLearnedPairs(): Learned {
  const api = useApi();
  const queries = useQueryClient();
  const { data, isPending } = useQuery(api.mappings.learned.queryOptions());
  const { mutate } = useMutation(
    api.mappings.turnDown.mutationOptions({
      onSuccess: () => void queries.invalidateQueries({ queryKey: api.mappings.learned.queryKey() }),
      onError: (error) => notifications.show({ color: "red", title: "Not remembered as wrong", message: apiErrorMessage(error) }),
    }),
  );
  return {
    learned: useMemo(() => new Map(Object.entries(data ?? {})), [data]),
    isLoading: isPending,
    turnDown: (lines) =>
      mutate({ pairs: lines.map(pairOfLine).map(({ source, target }) => ({ source: [...source], target: [...target] })) }),
  };
}
