"use client";

import { Skeleton } from "@mantine/core";
import { useEffect } from "react";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

const load = () => import("./flow-canvas.tsx");

/** The canvas for pages that have more to show than it: what it is drawn with comes beside the data and not before it. */
export const LazyFlowCanvas = partOnDemand(
  () => load().then((module) => module.FlowCanvas),
  () => <Skeleton height="100%" radius={0} />,
);

/** Begins to load the canvas while the page still waits for its data. */
export function usePreloadedCanvas(): void {
  useEffect(() => void load(), []);
}
