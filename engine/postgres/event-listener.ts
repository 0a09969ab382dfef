import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

export interface EventListenerOptions {
  /** A direct connection: poolers in transaction mode break LISTEN. */
  readonly url: string;
  /** Runs with new events, and the sequence number of the last one. */
  readonly onEvents?: (entries: readonly { readonly runId: string; readonly seq: number }[]) => void;
  /** Runs that are driven somewhere and have new mail; whoever drives them looks at once. */
  readonly onInbox?: (runIds: readonly string[]) => void;
  /** There are new events on the bus. */
  readonly onBus?: () => void;
  /** A note about a draft, as it was sent. */
  readonly onDrafts?: (payload: string) => void;
  /** Listening began again after the connection was lost: notifications in between are gone, so look for yourself. */
  readonly onGap?: () => void;
}

export interface EventListener {
  close(): Promise<void>;
}

const RECONNECT_DELAYS_MS = [0, 50, 200, 500, 1_000, 2_000];

/** One LISTEN connection for a whole process. Resolves when it listens; reconnects by itself until closed. */
export async function startEventListener(options: EventListenerOptions): Promise<EventListener> {
  let closed = false;
  let client = await listen(options, onLost);

  function onLost(): void {
    if (!closed) void reconnect();
  }

  async function reconnect(): Promise<void> {
    for (let attempt = 0; !closed; attempt++) {
      await sleep(RECONNECT_DELAYS_MS[Math.min(attempt, RECONNECT_DELAYS_MS.length - 1)]);
      try {
        client = await listen(options, onLost);
        if (closed) return void client.end().catch(() => {});
        options.onGap?.();
        return;
      } catch {
        // The server is not back yet.
      }
    }
  }

  return {
    close: async () => {
      closed = true;
      await client.end().catch(() => {});
    },
  };
}

async function listen(options: EventListenerOptions, onLost: () => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: options.url,
    application_name: "omnilink-listen",
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  });
  let listening = false;
  let lost = false;
  const lose = () => {
    if (lost || !listening) return;
    lost = true;
    client.end().catch(() => {});
    onLost();
  };
  client.on("error", lose);
  client.on("end", lose);
  client.on("notification", ({ channel, payload }) => dispatch(options, channel, payload ?? ""));
  await client.connect();
  if (options.onEvents) await client.query("listen omnilink_events");
  if (options.onInbox) await client.query("listen omnilink_inbox");
  if (options.onBus) await client.query("listen omnilink_bus");
  if (options.onDrafts) await client.query("listen omnilink_drafts");
  listening = true;
  return client;
}

function dispatch(options: EventListenerOptions, channel: string, payload: string): void {
  if (channel === "omnilink_drafts") return options.onDrafts?.(payload);
  if (channel === "omnilink_bus") return options.onBus?.();
  const entries = payload.split(",");
  if (channel === "omnilink_inbox") return options.onInbox?.(entries);
  options.onEvents?.(
    entries.map((entry) => {
      const [runId = "", seq = "0"] = entry.split(":");
      return { runId, seq: Number(seq) };
    }),
  );
}
