"use client";

import type { ComponentProps } from "react";
import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";
import { useOpenedDraft } from "#components/shared/draft/use-opened-draft.ts";
import { OpeningDesigner } from "./opening.tsx";

const load = () => import("./designer-page.tsx").then((module) => module.DesignerPage);

// The code is on its way before the page lives. If it cannot be fetched now, it is asked for again when it is shown.
if (typeof window !== "undefined") load().catch(() => {});

const Designer = partOnDemand(load, () => <OpeningDesigner title="Flow" />);

/** The designer comes beside the first answer, not in it: people see the frame of the page while it and the draft load. */
export function LazyDesigner(props: ComponentProps<typeof Designer>) {
  useOpenedDraft(props.flowId);
  return <Designer {...props} />;
}
