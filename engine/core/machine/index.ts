/** The door to the pure engine: XState stays behind it. */
export { beginWith, startRun, stepRun, outstandingCommands } from "./step-run.ts";
export { replayRun, sinceMoved } from "./replay-run.ts";
