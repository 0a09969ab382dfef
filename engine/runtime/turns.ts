/** Runs that go on to work between two looks at what has arrived from outside. */
const AT_ONCE = 4;

export interface Turns {
  /** Resolves when it is one's turn. */
  next(): Promise<void>;
}

/**
 * Turns for runs beyond their fair share. A claim or a checkpoint lets up to two hundred of them go on at once; were they all
 * to do their local work then, the event loop would not hear of anybody else's run until the last of them rests.
 */
export function createTurns(atOnce = AT_ONCE): Turns {
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
