import type { Failure } from "../core/failure.ts";
import type { JsonValue } from "../core/json.ts";
import { endStatus, hasEnded, type RunEvent, type RunStatus } from "../core/machine/run-event.ts";

/** The object that `run --json` ends with; part of the public interface. */
export interface RunReport {
  readonly runId: string;
  readonly status: RunStatus;
  /** `null` until the run has completed. */
  readonly output: JsonValue;
  readonly error?: Failure;
  readonly eventCount: number;
  /** From the first event to the last, on the engine's clock. */
  readonly durationMs: number;
}

/** `status` is what the run is when its events do not say that it has ended. */
export function runReport(runId: string, events: readonly RunEvent[], status: RunStatus): RunReport {
  const last = events.at(-1);
  const ended = last !== undefined && last.type in endStatus ? endStatus[last.type as keyof typeof endStatus] : undefined;
  const error = last === undefined ? undefined : failureOf(last);
  return {
    runId,
    status: ended ?? status,
    output: last?.type === "run.completed" ? last.data.output : null,
    ...(error && { error }),
    eventCount: events.length,
    durationMs: last === undefined ? 0 : Date.parse(last.at) - Date.parse(events[0]!.at),
  };
}

export const isEndEvent = (event: RunEvent): boolean =>
  event.type in endStatus && hasEnded(endStatus[event.type as keyof typeof endStatus]);

function failureOf(event: RunEvent): Failure | undefined {
  switch (event.type) {
    case "run.failed":
    case "run.compensated":
      return event.data.failure;
    case "run.compensationIncomplete":
      return event.data.undoFailure;
    case "run.canceled":
      return { code: "run/canceled", message: event.data.reason ?? `Canceled by ${event.data.by}.` };
    default:
      return undefined;
  }
}
