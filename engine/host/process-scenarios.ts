import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { ScenarioReport } from "../runtime/tries.ts";

type RunScenarios = (document: FlowDocument) => Promise<ScenarioReport>;

const KEY = Symbol.for("omnilink.scenarios");
const holder = globalThis as { [KEY]?: RunScenarios };

/**
 * Lets the engine of this process run the scenarios that lie beside its flows: the bundle of the pages does not know where
 * they are, so the process that starts them hands over the way, as with `offerOutside`.
 */
export function offerScenarios(run: RunScenarios): void {
  holder[KEY] = run;
}

/** Where nobody has offered the way, no flow has a folder. */
export const processScenarios: RunScenarios = async (document) => (await holder[KEY]?.(document)) ?? { state: "none" };
