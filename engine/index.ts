/** The one door of the engine for whoever is not part of it. */
export { openEngine } from "./host/open-engine.ts";
export type { Engine, Membership } from "./runtime/engine.ts";
export type { DecideResult, PostResult } from "./runtime/ports.ts";
