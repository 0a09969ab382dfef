"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "@mantine/core";

const skeleton = () => <Skeleton height="100%" radius={0} />;

/** Parts of the designer that nobody needs to see the flow: they come when they are opened. */
export const Inspector = dynamic(() => import("./inspector/inspector.tsx").then((module) => module.Inspector), {
  ssr: false,
  loading: skeleton,
});
export const Outline = dynamic(() => import("./outline/outline.tsx").then((module) => module.Outline), {
  ssr: false,
  loading: skeleton,
});
export const DraftSource = dynamic(() => import("./draft-source.tsx").then((module) => module.DraftSource), {
  ssr: false,
  loading: skeleton,
});
export const ProblemsPanel = dynamic(() => import("./problems/problems-panel.tsx").then((module) => module.ProblemsPanel), {
  ssr: false,
  loading: skeleton,
});
export const TryPanel = dynamic(() => import("./try/try-panel.tsx").then((module) => module.TryPanel), {
  ssr: false,
  loading: skeleton,
});
