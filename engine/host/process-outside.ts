import type { Outside } from "./outside.ts";

type OpenOutside = () => Promise<Outside>;

const KEY = Symbol.for("omnilink.outside");
const holder = globalThis as { [KEY]?: OpenOutside };

/**
 * Lets the engine of this process reach beyond it. The pages run from a bundle, which has the engine in it once more and
 * cannot find the files that connections are read from; so the process that starts them hands over the way out.
 */
export function offerOutside(open: OpenOutside): void {
  holder[KEY] = open;
}

export const processOutside: OpenOutside = () => {
  const open = holder[KEY];
  return open ? open() : Promise.reject(new Error("This process has no way to call out."));
};
