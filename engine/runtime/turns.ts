/** Runs that begin to work between two looks at what has arrived from outside. */
const AT_ONCE = 4;

/**
 * Turns for runs beyond their fair share. A claim brings up to two hundred of them at once; were they all to begin with their
 * local work, the event loop would not hear of anybody else's run until the last of them rests.
 */
export function createTurns(atOnce = AT_ONCE): { next(): Promise<void> } {
  const waiting: (() => void)[] = [];
  const serve = (): void => {
    for (const begin of waiting.splice(0, atOnce)) begin();
    if (waiting.length > 0) setImmediate(serve);
  };
  return {
    next: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 1) setImmediate(serve);
      }),
  };
}
