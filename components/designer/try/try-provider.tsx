"use client";

import { useEffect, useState, type ReactNode } from "react";
import { apiErrorMessage, useApiClient } from "#components/shared/api/trpc.tsx";
import { useDraftStore } from "#components/shared/draft/use-draft.ts";
import { createTryStore } from "./try-store.ts";
import { TryContext } from "./use-try.ts";
import { useRunOfAddress } from "./use-load-past-run.ts";
import { useTakenStep } from "./use-taken-step.ts";

/** A person who types waits for the end of the word, not for the comparison of a thousand nodes. */
const COMPARE_AFTER_MS = 150;

/** Tries of the draft around it; they live as long as the page. */
export function TryProvider({ children }: { readonly children: ReactNode }) {
  const client = useApiClient();
  const drafts = useDraftStore();
  const [store] = useState(() =>
    createTryStore({
      draft: () => drafts.getState().draft,
      stream: async (request, signal) => client.tries.run.mutate(request, { signal }),
      nowMs: Date.now,
      explain: apiErrorMessage,
    }),
  );
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let draft = drafts.getState().draft;
    const unsubscribe = drafts.subscribe(() => {
      const now = drafts.getState().draft;
      if (now.document === draft.document && now.samples === draft.samples) return;
      draft = now;
      clearTimeout(timer);
      timer = setTimeout(() => store.getState().compare(), COMPARE_AFTER_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
      store.getState().cancel();
    };
  }, [drafts, store]);
  return (
    <TryContext.Provider value={store}>
      <RunOfAddress />
      {children}
    </TryContext.Provider>
  );
}

function RunOfAddress() {
  useRunOfAddress();
  useTakenStep();
  return null;
}
