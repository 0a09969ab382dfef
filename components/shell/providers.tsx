"use client";

import { MantineProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiProvider } from "#components/shared/api/trpc.tsx";
import { theme } from "#components/ui/theme.ts";
import { LazyNotifications } from "./lazy-notifications.tsx";
import classes from "./notifications.module.css";

export function Providers({ nonce, children }: { readonly nonce: string; readonly children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <LazyNotifications position="bottom-right" limit={3} className={classes["toasts"] ?? ""} />
      <ApiProvider>{children}</ApiProvider>
    </MantineProvider>
  );
}
