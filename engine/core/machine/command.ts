import type { RunEventBody } from "./run-event.ts";
import type { ActiveStep } from "./run-state.ts";

/**
 * What a step of the machine asks the driver to do. Imperative, never stored: after a crash `outstandingCommands` derives
 * the same ones from the state again.
 */
export type Command =
  /** Run an attempt of this step, or wake it when `wakeUp` is set; its outcome comes back as an event. */
  | { readonly type: "runStep"; readonly step: ActiveStep }
  /**
   * Record this event before any other: it follows from the state alone (a join fires, the run ends, an undo counts as
   * done). At most one is outstanding at a time; the next one shows when it has been folded in.
   */
  | { readonly type: "record"; readonly event: RunEventBody };
