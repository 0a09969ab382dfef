"use client";

import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useReloadWhenBack } from "#components/shared/on-demand/use-reload-when-back.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageBar } from "#components/ui/page-bar.tsx";
import { FailureText, type PageError } from "./failure-text.tsx";

/** In place of a page that broke, within the frame, so that every other page stays one press away. */
export function PageFailure({ error }: { readonly error: PageError }) {
  useReloadWhenBack(error);
  return (
    <>
      <PageBar title="Page not shown" />
      <div role="alert">
        <EmptyState
          icon={IconAlertTriangle}
          title="This page could not be shown"
          action={<Button onClick={() => location.reload()}>Load the page again</Button>}
        >
          <FailureText error={error} />
        </EmptyState>
      </div>
    </>
  );
}
