"use client";

import { PlainPage } from "#components/ui/plain-page.tsx";

interface Props {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

export default function ErrorPage({ error, reset }: Props) {
  return (
    <PlainPage title="This page could not be shown" action={{ onClick: reset, label: "Load the page again" }}>
      The server could not prepare it, often because it is still starting or its database cannot be reached.
      {error.digest === undefined ? null : ` Its log has the cause under ${error.digest}.`}
    </PlainPage>
  );
}
