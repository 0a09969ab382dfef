"use client";

import { useReloadWhenBack } from "#components/shared/on-demand/use-reload-when-back.ts";
import { FailureText, type PageError } from "#components/shell/failure-text.tsx";
import { PlainPage } from "#components/ui/plain-page.tsx";

/** Parts that failed to load stay failed in this document, so it is loaded anew; edits not saved yet are kept by the tab. */
export default function ErrorPage({ error }: { readonly error: PageError }) {
  useReloadWhenBack(error);
  return (
    <PlainPage title="This page could not be shown" action={{ onClick: () => location.reload(), label: "Load the page again" }}>
      <FailureText error={error} />
    </PlainPage>
  );
}
