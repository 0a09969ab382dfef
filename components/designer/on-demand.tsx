"use client";

import { Skeleton } from "@mantine/core";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

const skeleton = () => <Skeleton height="100%" radius={0} />;

/** Parts of the designer that nobody needs to see the flow: they come when they are opened. */
export const Inspector = partOnDemand(() => import("./inspector/inspector.tsx").then((module) => module.Inspector), skeleton);
export const Outline = partOnDemand(() => import("./outline/outline.tsx").then((module) => module.Outline), skeleton);
export const DraftSource = partOnDemand(() => import("./draft-source.tsx").then((module) => module.DraftSource), skeleton);
export const ProblemsPanel = partOnDemand(
  () => import("./problems/problems-panel.tsx").then((module) => module.ProblemsPanel),
  skeleton,
);
export const CommentsPanel = partOnDemand(
  () => import("./comments/comments-panel.tsx").then((module) => module.CommentsPanel),
  skeleton,
);
export const TryPanel = partOnDemand(() => import("./try/try-panel.tsx").then((module) => module.TryPanel), skeleton);
