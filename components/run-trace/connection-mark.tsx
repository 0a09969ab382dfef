import type { Connection, RunFeed } from "./run-feed.ts";
import classes from "./run-page.module.css";

const words: Readonly<Record<Exclude<Connection, "ended">, string>> = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  stopped: "Not live",
};

/** Whether what the page shows is current. An ended run cannot change, so nothing is said about it. */
export function ConnectionMark({ feed: { connection, refusal } }: { readonly feed: RunFeed }) {
  if (connection === "ended") return null;
  return (
    <span className={classes["connection"]} data-connection={connection} role="status" title={refusal}>
      <i aria-hidden />
      {words[connection]}
    </span>
  );
}
