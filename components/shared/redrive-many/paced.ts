/** The items at an even pace, from now on; a slow one is not made up for by a burst. Ends early at the signal. */
export async function* paced<Item>(items: readonly Item[], perSecond: number, signal: AbortSignal): AsyncGenerator<Item> {
  for (const [nth, item] of items.entries()) {
    if (nth > 0 && !signal.aborted) await rest(1_000 / perSecond, signal);
    if (signal.aborted) return;
    yield item;
  }
}

function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
