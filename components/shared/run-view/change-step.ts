import type { Failure } from "#engine/core/failure.ts";
import type { JsonValue } from "#engine/core/json.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import type { AttemptView, Span, StepView } from "./run-view.ts";

/** What an event of a step changes in its view. */
export type EventOfType<Type extends RunEvent["type"]> = Extract<RunEvent, { type: Type }>;
export type StepEvent = EventOfType<
  | "step.started"
  | "step.waiting"
  | "scope.opened"
  | "step.completed"
  | "attempt.failed"
  | "step.failed"
  | "step.canceled"
  | "step.undecided"
  | "step.lateCompleted"
  | "step.lateFailed"
>;

/** As the engine words it when a join went on without a branch. */
const LOST = "its branch was not needed";

export function changeStep(step: StepView, event: StepEvent): StepView {
  switch (event.type) {
    case "step.started":
      return {
        ...withInput(step, event.data.input),
        state: "running",
        attempts: beginAttempt(step.attempts, event.attempt, event.at, event.data.idempotencyKey),
        spans: switchSpan(step, "running", event.at),
      };
    case "step.waiting":
      return park(withInput(step, event.data.input), event);
    case "scope.opened":
      return open(step, event);
    case "step.completed":
      return {
        ...withInput(finish(step, event.at, event.attempt, event.data.durationMs), event.data.input),
        state: "completed",
        output: event.data.output,
        ...(event.data.port === undefined ? {} : { port: event.data.port }),
      };
    case "attempt.failed": {
      const failed = finish(step, event.at, event.attempt, event.data.durationMs, event.data.failure);
      const spans: readonly Span[] = [...failed.spans, { kind: "retrying", from: event.at }];
      return { ...failed, state: "retrying", retryAt: event.data.retryAt, spans };
    }
    case "step.failed": {
      const { failure, durationMs, late } = event.data;
      return { ...finish(step, event.at, event.attempt, durationMs, failure), state: late ? "late" : "failed", failure };
    }
    case "step.canceled": {
      const { reason } = event.data;
      return { ...step, state: reason === LOST ? "lost" : "canceled", reason, spans: closeSpan(step.spans, event.at) };
    }
    case "step.undecided":
      return { ...step, state: "undecided", failure: event.data.failure, spans: switchSpan(step, "waiting", event.at) };
    case "step.lateCompleted":
      return { ...finish(step, event.at, event.attempt, event.data.durationMs), state: "failed", output: event.data.output };
    case "step.lateFailed": {
      const { failure, durationMs } = event.data;
      return { ...finish(step, event.at, event.attempt, durationMs, failure), state: "failed", failure };
    }
  }
}

/** What a person said became of it. */
export function decideStep(step: StepView, { data, at }: EventOfType<"step.decided">): StepView {
  const spans = closeSpan(step.spans, at);
  if (data.verdict === "retry") return { ...step, state: "running", spans: [...spans, { kind: "running", from: at }] };
  if (data.verdict === "failed") return { ...step, state: "failed", spans };
  return { ...step, state: "completed", spans, ...(data.output === undefined ? {} : { output: data.output }) };
}

/** A container works as long as its body does; a loop opens turn after turn. */
function open(step: StepView, event: EventOfType<"scope.opened">): StepView {
  if (step.state === "running") return step;
  return {
    ...step,
    state: "running",
    attempts: beginAttempt(step.attempts, event.attempt, event.at),
    spans: switchSpan(step, "running", event.at),
  };
}

const withInput = (step: StepView, input: JsonValue | undefined): StepView => (input === undefined ? step : { ...step, input });

function park(step: StepView, { at, data, attempt }: EventOfType<"step.waiting">): StepView {
  return {
    ...step,
    state: data.approval?.form ? "form" : data.approval ? "approval" : "waiting",
    attempts: step.attempts.length === 0 ? [{ attempt, startedAt: at }] : step.attempts,
    spans: switchSpan(step, "waiting", at),
    ...(data.dueAt === undefined ? {} : { dueAt: data.dueAt }),
    ...(data.signal === undefined ? {} : { signal: data.signal }),
    ...(data.approval === undefined ? {} : { approval: data.approval }),
    ...(data.child === undefined ? {} : { childRunId: data.child }),
  };
}

function beginAttempt(
  attempts: readonly AttemptView[],
  attempt: number,
  startedAt: string,
  idempotencyKey?: string,
): readonly AttemptView[] {
  const begun = { attempt, startedAt, ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
  return [...attempts.filter((known) => known.attempt !== attempt), begun];
}

/** Closes the attempt. One that was never announced (pure steps record only their end) began `durationMs` earlier. */
function finish(step: StepView, at: string, attempt: number, durationMs: number, failure?: Failure): StepView {
  const known = step.attempts.find((candidate) => candidate.attempt === attempt);
  const startedAt = known?.startedAt ?? (durationMs === 0 ? at : new Date(Date.parse(at) - durationMs).toISOString());
  const done: AttemptView = { ...known, attempt, startedAt, endedAt: at, ...(failure === undefined ? {} : { failure }) };
  const closed = closeSpan(step.spans, known ? at : startedAt);
  const spans: readonly Span[] = known ? closed : [...closed, { kind: "running", from: startedAt, to: at }];
  return { ...step, attempts: [...step.attempts.filter((candidate) => candidate.attempt !== attempt), done], spans };
}

const switchSpan = (step: StepView, kind: Span["kind"], at: string): readonly Span[] => [
  ...closeSpan(step.spans, at),
  { kind, from: at },
];

export const closeSpan = (spans: readonly Span[], at: string): readonly Span[] =>
  spans.map((span) => (span.to === undefined ? { ...span, to: at } : span));
