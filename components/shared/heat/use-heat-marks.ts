"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "#components/shared/api/trpc.tsx";
import type { CanvasMarks } from "#components/shared/canvas/canvas-mark.ts";
import { heatMarks } from "./heat-marks.ts";

const REFRESH_MS = 15_000;

/** Of how many of the newest runs; `undefined` for none. */
export const heatChoices: readonly { readonly runs: number | undefined; readonly label: string }[] = [
  { runs: undefined, label: "No heat" },
  ...[20, 100, 500].map((runs) => ({ runs, label: `Heat of ${runs} runs` })),
];

/** How the newest runs of a version did, as marks for its canvas; `undefined` without a version or a number of runs. */
export function useHeatMarks(flowId: string, version: number | undefined, runs: number | undefined): CanvasMarks | undefined {
  const api = useApi();
  const isShown = version !== undefined && runs !== undefined;
  const heat = useQuery(
    api.flows.heat.queryOptions(
      { flowId, version: version ?? 1, runs: runs ?? 1 },
      { enabled: isShown, refetchInterval: REFRESH_MS },
    ),
  );
  return useMemo(() => (heat.data && isShown ? heatMarks(heat.data) : undefined), [isShown, heat.data]);
}
