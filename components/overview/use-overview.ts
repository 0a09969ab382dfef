"use client";

import { useQuery } from "@tanstack/react-query";
import { useApi } from "#components/shared/api/trpc.tsx";
import type { Period } from "./period.ts";

const REFRESH_MS = 10_000;

export function useOverview(period: Period) {
  const options = { refetchInterval: REFRESH_MS, placeholderData: <Data>(previous: Data) => previous };
  return useQuery(useApi().overview.read.queryOptions(period, options));
}
