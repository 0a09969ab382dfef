"use client";

import { Skeleton } from "@mantine/core";
import dynamic from "next/dynamic";
import { useEffect } from "react";

const load = () => import("./flow-canvas.tsx");

/** The canvas for pages that have more to show than it: what it is drawn with comes beside the data and not before it. */
export const LazyFlowCanvas = dynamic(() => load().then((module) => module.FlowCanvas), {
  ssr: false,
  loading: () => <Skeleton height="100%" radius={0} />,
});

/** Begins to load the canvas while the page still waits for its data. */
export function usePreloadedCanvas(): void {
  useEffect(() => void load(), []);
}
