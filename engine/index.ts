/** The one door of the engine for whoever is not part of it. */
export { openEngine } from "./host/open-engine.ts";
export { isDisconnected } from "./postgres/database-errors.ts";
export type { Engine } from "./runtime/engine.ts";
export type { Membership } from "./runtime/people.ts";
export type { Refused } from "./runtime/run-operations.ts";
export type { CloseIncidentResult } from "./runtime/incidents.ts";
export type { DecideResult, PostResult } from "./runtime/ports.ts";
