/** Aborts at Ctrl-C, for commands that leave a run to itself; a second Ctrl-C ends the command at once. */
export function interruption(): AbortSignal {
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort());
  return interrupted.signal;
}
