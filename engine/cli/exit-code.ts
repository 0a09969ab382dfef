import type { RunStatus } from "../core/machine/run-event.ts";

/** What the shell learns; part of the public interface. */
export const exitCode = {
  done: 0,
  /** The flow ran and did not end well. */
  flowFailed: 1,
  /** Wrong usage, an invalid flow or input, or something that is missing: nothing was started. */
  invalid: 2,
  /** The run waits for a person, a signal or a timer. */
  waiting: 3,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

const FAILED: ReadonlySet<RunStatus> = new Set(["failed", "compensated", "compensation_incomplete", "canceled"]);

export function exitCodeOf(status: RunStatus): ExitCode {
  if (status === "completed") return exitCode.done;
  return FAILED.has(status) ? exitCode.flowFailed : exitCode.waiting;
}
