import { endStatus, type RunEvent } from "#engine/core/machine/run-event.ts";

/** How the page hears of a run. `stopped`: the server refused, and asking again would not help. */
export type Connection = "connecting" | "live" | "reconnecting" | "ended" | "stopped";

export interface RunFeed {
  readonly events: readonly RunEvent[];
  readonly connection: Connection;
  /** Why the feed stopped, in the server's words. */
  readonly refusal?: string;
}

export const emptyFeed: RunFeed = { events: [], connection: "connecting" };

/** One attempt at a stream of events after `afterSeq`. Returns how to close it. */
export type OpenStream = (afterSeq: number, listener: StreamListener) => () => void;

export interface StreamListener {
  event(event: RunEvent): void;
  connected(): void;
  /** The stream broke and the browser is connecting again by itself. */
  interrupted(): void;
  closed(): void;
  failed(refusal: string | undefined): void;
}

export interface FeedClock {
  /** Runs `task` before the next frame is drawn. */
  nextFrame(task: () => void): void;
  /** Runs `task` after `ms`; returns how to call it off. */
  later(ms: number, task: () => void): () => void;
}

const FIRST_RETRY_MS = 400;
const MAX_RETRY_MS = 5_000;

/**
 * Follows a run until it has ended: events arrive gapless and once, in batches of one frame. Whatever breaks in between
 * (server restart, lost network, an event out of order) leads to a new stream that starts after the last event held.
 */
export function followRun(open: OpenStream, clock: FeedClock, publish: (feed: RunFeed) => void): () => void {
  let feed = emptyFeed;
  let arrived: RunEvent[] = [];
  let lastSeq = 0;
  let retryMs = FIRST_RETRY_MS;
  let isOver = false;
  let close = (): void => {};
  let callOff = (): void => {};

  const update = (change: Partial<RunFeed>): void => {
    feed = { ...feed, ...change };
    if (!isOver) publish(feed);
  };
  const flush = (): void => {
    if (arrived.length === 0) return;
    const events = [...feed.events, ...arrived];
    arrived = [];
    update({ events, connection: events.at(-1)!.type in endStatus ? "ended" : "live" });
  };
  const stop = (): void => {
    isOver = true;
    callOff();
    close();
  };
  const reconnect = (): void => {
    close();
    flush();
    if (isOver || feed.connection === "ended") return;
    update({ connection: "reconnecting" });
    callOff = clock.later(retryMs, connect);
    retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
  };
  const connect = (): void => {
    let isCurrent = true;
    const whileCurrent = (task: () => void): void => void (isCurrent && !isOver && task());
    const closeStream = open(lastSeq, {
      event: (event) => whileCurrent(() => receive(event)),
      connected: () => whileCurrent(() => update({ connection: "live" })),
      interrupted: () => whileCurrent(() => update({ connection: feed.events.length === 0 ? "connecting" : "reconnecting" })),
      closed: () => whileCurrent(reconnect),
      failed: (refusal) => whileCurrent(() => (refusal === undefined ? reconnect() : update({ connection: "stopped", refusal }))),
    });
    close = () => {
      isCurrent = false;
      closeStream();
    };
  };
  const receive = (event: RunEvent): void => {
    if (event.seq <= lastSeq) return;
    if (event.seq > lastSeq + 1) return reconnect();
    lastSeq = event.seq;
    retryMs = FIRST_RETRY_MS;
    arrived.push(event);
    if (arrived.length === 1) clock.nextFrame(flush);
  };

  connect();
  return stop;
}
