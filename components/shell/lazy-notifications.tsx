"use client";

import dynamic from "next/dynamic";

/** Nothing is told before the page is there, so its code need not be either. What is told meanwhile waits in the store. */
export const LazyNotifications = dynamic(() => import("@mantine/notifications").then((module) => module.Notifications), {
  ssr: false,
});
