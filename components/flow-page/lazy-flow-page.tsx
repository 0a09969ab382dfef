"use client";

import { Skeleton } from "@mantine/core";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

/** Of a flow to read and of the designer, each person needs one: neither is in the first answer. */
export const LazyFlowPage = partOnDemand(
  () => import("./flow-page.tsx").then((module) => module.FlowPage),
  () => <Skeleton height="100%" radius={0} />,
);

export const LazyFlowAbout = partOnDemand(() => import("./flow-about.tsx").then((module) => module.FlowAbout));
