"use client";

import type { PageError } from "#components/shell/failure-text.tsx";
import { PageFailure } from "#components/shell/page-failure.tsx";

/** A page that breaks takes neither the rail nor the search with it. */
export default function WorkspaceError({ error }: { readonly error: PageError }) {
  return <PageFailure error={error} />;
}
