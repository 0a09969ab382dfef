/**
 * The items at an even pace, from now on. The time that an item takes is part of its turn; one that takes longer than that is
 * not made up for by a burst. Ends early at the signal.
 */
export async function* paced<Item>(items: readonly Item[], perSecond: number, signal: AbortSignal): AsyncGenerator<Item> {
  const turnMs = 1_000 / perSecond;
  let leftMs = 0;
  for (const item of items) {
    if (leftMs > 0 && !signal.aborted) await rest(leftMs, signal);
    if (signal.aborted) return;
    const began = performance.now();
    yield item;
    leftMs = turnMs - (performance.now() - began);
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
