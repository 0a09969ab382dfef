"use client";

import dynamic from "next/dynamic";
import type { ComponentType, ReactNode } from "react";
import { persistently } from "./persistently.ts";

/**
 * A part of a page whose code comes when it is first shown. It waits inside a boundary of its own: without one React holds
 * back every change of the page around it until the code is there.
 */
export const partOnDemand = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: () => ReactNode = () => null,
): ComponentType<Props> => dynamic(() => persistently(load), { ssr: false, loading: meanwhile });
