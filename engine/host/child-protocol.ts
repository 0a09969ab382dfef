import { flushCompileCache } from "node:module";

/**
 * What a child process tells its supervisor over the IPC channel: once that it is ready, and from then on that its event
 * loop turns. A process that is silent for long is hung, and a hung one must be replaced like a dead one.
 */
export interface ChildMessage {
  readonly type: "ready" | "alive";
}

export const isChildMessage = (message: unknown): message is ChildMessage =>
  typeof message === "object" && message !== null && ["ready", "alive"].includes((message as { type?: string }).type ?? "");

export const ALIVE_EVERY_MS = 500;

/** Says that this process can do its work now. Silent when nobody supervises it. */
export function reportReady(): void {
  tell({ type: "ready" });
  // Node keeps what it compiled when a process ends in order, and one that is killed is the one whose successor is in a hurry.
  setImmediate(flushCompileCache);
  if (process.send) setInterval(() => tell({ type: "alive" }), ALIVE_EVERY_MS).unref();
}

function tell(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}

/**
 * Calls `stop` once when this process should end: on SIGTERM or Ctrl-C, and when its supervisor is gone, so that a killed
 * supervisor leaves nothing behind. The process ends when `stop` has.
 */
export function onStop(stop: () => Promise<void>): void {
  let stopping = false;
  const end = (): void => {
    if (stopping) return;
    stopping = true;
    void stop()
      .catch((error: unknown) => process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`))
      .finally(() => process.exit());
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  if (process.send) process.on("disconnect", end);
}

/** Ends this process with a sentence instead of a stack trace when something fails that nobody handles. Call it first. */
export function endOnFailure(): void {
  process.on("uncaughtException", (error) => {
    process.stderr.write(`${process.env["OMNILINK_DEBUG"] ? error.stack : error.message}\n`);
    process.exit(1);
  });
}
