import type pg from "pg";
import { endStatus, hasEnded, type RunEvent } from "../core/machine/run-event.ts";
import type { RunFeed } from "./run-feed.ts";
import { getRun, listEvents } from "./run-queries.ts";

const PAGE = 500;
/** A look even when nothing was heard, should a notification be lost in a way nobody thought of. */
const LOOK_EVERY_MS = 5_000;

/**
 * Events after `afterSeq` as they are committed. Subscribes first, then reads, then follows, so none is missed; each read
 * begins after the last event given, so none comes twice. Ends with the run, with the signal, or at once for a run that this
 * organization does not have.
 */
export async function* followRun(
  { pool, feed }: { readonly pool: pg.Pool; readonly feed: RunFeed },
  orgId: string,
  runId: string,
  afterSeq: number,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, void, undefined> {
  const watch = feed.watch(runId);
  let seq = afterSeq;
  try {
    while (!signal.aborted) {
      const events = await listEvents(pool, orgId, runId, seq, PAGE);
      for (const event of events) {
        if (signal.aborted) return;
        seq = event.seq;
        yield event;
      }
      if (events.length === PAGE) continue;
      if (mayBeOver(events.at(-1)) && (await isOver(pool, orgId, runId, seq))) return;
      await watch.changed(LOOK_EVERY_MS, signal);
    }
  } finally {
    watch.close();
  }
}

/** An end that is not the last event was not the end: the run was sent on. */
export const mayBeOver = (last: RunEvent | undefined): boolean => last === undefined || last.type in endStatus;

/** Whether nothing comes after `seq`: the run has ended, or this organization has no such run. */
export async function isOver(pool: pg.Pool, orgId: string, runId: string, seq: number): Promise<boolean> {
  const run = await getRun(pool, orgId, runId);
  return !run || (hasEnded(run.status) && run.seq <= seq);
}
