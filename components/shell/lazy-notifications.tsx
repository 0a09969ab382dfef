"use client";

import { partOnDemand } from "#components/shared/on-demand/part-on-demand.ts";

/** Nothing is told before the page is there, so its code need not be either. What is told meanwhile waits in the store. */
export const LazyNotifications = partOnDemand(() => import("@mantine/notifications").then((module) => module.Notifications));
