/** The one door of the engine for whoever is not part of it. */
export { openEngine } from "./host/open-engine.ts";
export type { Engine } from "./host/engine.ts";
