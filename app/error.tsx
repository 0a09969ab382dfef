"use client";

import { useReloadWhenBack } from "#components/shared/on-demand/use-reload-when-back.ts";
import { PlainPage } from "#components/ui/plain-page.tsx";

interface Props {
  readonly error: Error & { readonly digest?: string };
}

/** Parts that failed to load stay failed in this document, so it is loaded anew; edits not saved yet are kept by the tab. */
export default function ErrorPage({ error }: Props) {
  useReloadWhenBack(error);
  return (
    <PlainPage title="This page could not be shown" action={{ onClick: () => location.reload(), label: "Load the page again" }}>
      The server could not prepare it, often because it is still starting or its database cannot be reached. If it was out of
      reach, the page comes back by itself.
      {error.digest === undefined ? null : ` Its log has the cause under ${error.digest}.`}
    </PlainPage>
  );
}
