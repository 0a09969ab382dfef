"use client";

import { OpeningDesigner } from "./opening.tsx";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

/** The designer comes beside the first answer, not in it: people see the frame of the page while it loads. */
export const LazyDesigner = partOnDemand(
  () => import("./designer-page.tsx").then((module) => module.DesignerPage),
  () => <OpeningDesigner title="Flow" />,
);
