import type { exportFlow } from "../hub/export/export-flow.ts";

type ExportFlow = typeof exportFlow;

const KEY = Symbol.for("omnilink.export");
const holder = globalThis as { [KEY]?: ExportFlow };

/**
 * Lets the engine of this process export flows. An exported project brings files of this installation along, which the
 * bundle of the pages cannot find; so the process that starts them hands over the way to them, as with `offerOutside`.
 */
export function offerExport(run: ExportFlow): void {
  holder[KEY] = run;
}

export const processExport: ExportFlow = (flow, target) => {
  const run = holder[KEY];
  return run ? run(flow, target) : Promise.reject(new Error("This process has no way to the files of an exported project."));
};
