"use client";

import { Skeleton } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { LoadFailure } from "#components/shared/api/load-failure.tsx";
import { useApiClient } from "#components/shared/api/trpc.tsx";
import { createDraftStore } from "./create-draft-store.ts";
import type { DraftClock, OpenedDraft } from "./draft-transport.ts";
import { sessionQueue } from "./session-queue.ts";
import { trpcTransport } from "./trpc-transport.ts";
import { DraftContext } from "./use-draft.ts";
import { useOpenedDraft } from "./use-opened-draft.ts";

interface DraftProviderProps {
  readonly flowId: string;
  /** Shown until the draft is there. */
  readonly fallback?: ReactNode;
  /** Shown when it cannot be opened. */
  readonly failure?: (error: unknown, retry: () => void) => ReactNode;
  readonly children: ReactNode;
}

/** Opens the draft of a flow for everything inside, follows what others do to it, and saves what is done here. */
export function DraftProvider({
  flowId,
  fallback = <Skeleton height="100%" radius={0} />,
  failure = loadFailure,
  children,
}: DraftProviderProps) {
  const opened = useOpenedDraft(flowId);
  if (opened.data)
    return (
      <OpenDraft key={flowId} flowId={flowId} opened={opened.data}>
        {children}
      </OpenDraft>
    );
  return opened.error ? failure(opened.error, () => void opened.refetch()) : fallback;
}

const loadFailure = (error: unknown, retry: () => void): ReactNode => (
  <LoadFailure what="This flow" error={error} onRetry={retry} />
);

const browserClock: DraftClock = {
  now: () => performance.now(),
  later: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

function OpenDraft({
  flowId,
  opened,
  children,
}: {
  readonly flowId: string;
  readonly opened: OpenedDraft;
  readonly children: ReactNode;
}) {
  const client = useApiClient();
  const [store] = useState(() =>
    createDraftStore({
      ...{ opened, definitions: nodeDefinitions, clock: browserClock },
      clientId: newClientId(),
      transport: trpcTransport(client, flowId),
      queue: sessionQueue(flowId, sessionStorage),
    }),
  );
  useEffect(() => store.start(), [store]);
  useEffect(() => {
    const saveNow = (): void => void store.flush().catch(() => {});
    const onHide = (): void => {
      if (document.visibilityState === "hidden") saveNow();
    };
    window.addEventListener("online", saveNow);
    document.addEventListener("visibilitychange", onHide);
    return () => {
      window.removeEventListener("online", saveNow);
      document.removeEventListener("visibilitychange", onHide);
    };
  }, [store]);
  return <DraftContext.Provider value={store}>{children}</DraftContext.Provider>;
}

/** Also on pages served over plain http, where `crypto.randomUUID` is missing. */
const newClientId = (): string =>
  [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
