"use client";

import dynamic from "next/dynamic";
import { OpeningDesigner } from "./opening.tsx";

/** The designer comes beside the first answer, not in it: people see the frame of the page while it loads. */
export const LazyDesigner = dynamic(() => import("./designer-page.tsx").then((module) => module.DesignerPage), {
  ssr: false,
  loading: () => <OpeningDesigner title="Flow" />,
});
