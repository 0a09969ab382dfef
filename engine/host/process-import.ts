import type { importApart } from "../hub/import/import-apart.ts";

type ImportApart = typeof importApart;

const KEY = Symbol.for("omnilink.import");
const holder = globalThis as { [KEY]?: ImportApart };

/**
 * Lets the engine of this process read files of other tools, in processes whose program the bundle of the pages cannot find;
 * so the process that starts them hands over the way, as with `offerOutside`.
 */
export function offerImport(run: ImportApart): void {
  holder[KEY] = run;
}

export const processImport: ImportApart = (...request) => {
  const run = holder[KEY];
  return run ? run(...request) : Promise.reject(new Error("This process has no way to read files of other tools."));
};
