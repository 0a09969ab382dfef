/** The door to the pure engine: XState stays behind it. */
export { startRun, stepRun, outstandingCommands } from "./step-run.ts";
export { replayRun } from "./replay-run.ts";
