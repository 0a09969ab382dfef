import { useEffect, useRef, useState } from "react";
import type { RunFeed } from "./run-feed.ts";
import type { Run } from "./run-page.tsx";
import { useRunFeed } from "./use-run-feed.ts";

/**
 * The feed of a run ends with it; when somebody sends the run on, it is followed anew: once for each end it is sent on
 * from, because the stream that then opens stays open.
 */
export function useLiveFeed(run: Run): RunFeed {
  const [attempt, setAttempt] = useState(0);
  const followedFrom = useRef(0);
  const feed = useRunFeed(run.runId, attempt);
  const lastSeq = feed.events.at(-1)?.seq ?? 0;
  const goesOn = feed.connection === "ended" && (run.seq > lastSeq || (run.endedAt === undefined && run.seq === lastSeq));
  useEffect(() => {
    if (!goesOn || followedFrom.current === run.seq) return;
    followedFrom.current = run.seq;
    setAttempt((before) => before + 1);
  }, [goesOn, run.seq]);
  return feed;
}
