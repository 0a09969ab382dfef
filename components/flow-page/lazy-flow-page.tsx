"use client";

import dynamic from "next/dynamic";

/** Of a flow to read and of the designer, each person needs one: neither is in the first answer. */
export const LazyFlowPage = dynamic(() => import("./flow-page.tsx").then((module) => module.FlowPage));

export const LazyFlowAbout = dynamic(() => import("./flow-about.tsx").then((module) => module.FlowAbout), { ssr: false });
