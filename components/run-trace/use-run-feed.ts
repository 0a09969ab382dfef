"use client";

import { useEffect, useState } from "react";
import { apiErrorCode, apiErrorMessage, useApiClient } from "#components/shared/api/trpc.tsx";
import { emptyFeed, followRun, type FeedClock, type OpenStream, type RunFeed } from "./run-feed.ts";

const FINAL_CODES: ReadonlySet<string | undefined> = new Set(["UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "BAD_REQUEST"]);

const browserClock: FeedClock = {
  nextFrame: (task) => void requestAnimationFrame(task),
  later: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** The events of a run, live. `attempt` changes when a run that had ended goes on, to follow it anew. */
export function useRunFeed(runId: string, attempt: number): RunFeed {
  const client = useApiClient();
  const [feed, setFeed] = useState(emptyFeed);
  useEffect(() => {
    const open: OpenStream = (afterSeq, listener) => {
      const subscription = client.runs.events.subscribe(
        { runId, afterSeq },
        {
          onData: ({ data }) => data.forEach((event) => listener.event(event)),
          onComplete: () => listener.closed(),
          onError: (error) => listener.failed(FINAL_CODES.has(apiErrorCode(error)) ? apiErrorMessage(error) : undefined),
          onConnectionStateChange: ({ state }) => {
            if (state === "pending") listener.connected();
            if (state === "connecting") listener.interrupted();
          },
        },
      );
      return () => subscription.unsubscribe();
    };
    return followRun(open, browserClock, setFeed);
  }, [client, runId, attempt]);
  return feed;
}
