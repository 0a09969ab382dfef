import "server-only";
import type { Engine } from "#engine/index.ts";
import { openEngine } from "#engine/index.ts";

export { isDisconnected } from "#engine/index.ts";

/**
 * The web's one connection to the engine. Kept on `globalThis` because Next evaluates modules once per bundle, and two
 * engines in a process would hold twice the connections. A failed opening is forgotten, so the next request tries again.
 */
const KEY = Symbol.for("omnilink.web.engine");
const holder = globalThis as { [KEY]?: Promise<Engine> | undefined };

export function engine(): Promise<Engine> {
  holder[KEY] ??= openEngine({}).catch((error: unknown) => {
    holder[KEY] = undefined;
    throw error;
  });
  return holder[KEY];
}
