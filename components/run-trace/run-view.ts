import {
  endStatus,
  type ApprovalDecision,
  type ApprovalRequest,
  type RunEvent,
  type RunStatus,
} from "#engine/core/machine/run-event.ts";
import { stepKey } from "#engine/core/machine/run-state.ts";
import type { Failure } from "#engine/core/failure.ts";
import type { JsonValue } from "#engine/core/json.ts";
import type { StepState } from "#components/shared/canvas/step-state.ts";

/**
 * A run as people look at it, folded from its events on the client: `applyEvent` is a pure step, so any moment of the
 * run's life is the fold of its first n events. It keeps what was recorded and guesses nothing; what follows from the
 * drawing (taken edges, nodes about to start) is `project-run.ts`.
 */
export interface RunView {
  /** Sequence number of the last event folded in; 0 before the first. */
  readonly seq: number;
  readonly ended?: RunStatus;
  readonly isCompensating: boolean;
  readonly trigger?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly startedBy?: string;
  readonly input?: JsonValue;
  readonly output?: JsonValue;
  readonly failure?: Failure;
  readonly undoFailure?: Failure;
  readonly cancel?: { readonly by: string; readonly reason?: string };
  /** By `stepKey`, in the order the run came to them. */
  readonly steps: Readonly<Record<string, StepView>>;
  readonly undone: number;
}

export interface StepView {
  readonly key: string;
  readonly nodeId: string;
  readonly visit: number;
  readonly state: StepState;
  readonly attempts: readonly AttemptView[];
  readonly spans: readonly Span[];
  readonly input?: JsonValue;
  readonly output?: JsonValue;
  readonly port?: string;
  readonly failure?: Failure;
  readonly dueAt?: string;
  readonly signal?: string;
  readonly retryAt?: string;
  readonly approval?: ApprovalRequest;
  readonly decision?: { readonly decision: ApprovalDecision; readonly by?: string; readonly comment?: string };
  /** Position in the order of undoing, from 1. */
  readonly undoNumber?: number;
}

export interface AttemptView {
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly failure?: Failure;
  readonly idempotencyKey?: string;
}

/** What a step was doing from when to when; without `to` it still is. */
export interface Span {
  readonly kind: "running" | "waiting" | "retrying";
  readonly from: string;
  readonly to?: string;
}

export const emptyRunView: RunView = { seq: 0, isCompensating: false, steps: {}, undone: 0 };

export const foldRun = (view: RunView, events: readonly RunEvent[]): RunView => events.reduce(applyEvent, view);

/** Events already folded in are passed over, so that a repeat after a reconnect changes nothing. */
export function applyEvent(view: RunView, event: RunEvent): RunView {
  return event.seq <= view.seq ? view : { ...applyNext(view, event), seq: event.seq };
}

function applyNext(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case "run.started":
      return begin(view, event);
    case "step.started":
    case "step.waiting":
    case "step.completed":
    case "attempt.failed":
    case "step.failed":
    case "step.canceled":
      return withStep(view, event.nodeId, event.visit, (step) => applyToStep(step, event));
    case "approval.decided": {
      const { nodeId, visit, decision, by, comment } = event.data;
      const decided = { decision, ...(by === undefined ? {} : { by }), ...(comment === undefined ? {} : { comment }) };
      return withStep(view, nodeId, visit, (step) => ({ ...step, decision: decided }));
    }
    case "step.undone": {
      const undoNumber = view.undone + 1;
      const next = withStep(view, event.data.nodeId, event.data.visit, (step) => ({ ...step, state: "undone", undoNumber }));
      return { ...next, undone: undoNumber };
    }
    case "run.compensating":
      return { ...view, isCompensating: true, failure: event.data.failure };
    case "run.cancelRequested":
      return { ...view, cancel: event.data };
    case "step.undecided":
    case "step.lateCompleted":
    case "step.lateFailed":
      return withStep(view, event.nodeId, event.visit, (step) => applyAfterthought(step, event));
    case "step.decided":
      return withStep(view, event.data.nodeId, event.data.visit, (step) => applyVerdict(step, event));
    case "run.rewound":
      return { ...view, isCompensating: false };
    case "run.undoRequested":
    case "undo.resumed":
      return { ...reopened(view), isCompensating: true };
    case "run.paused":
    case "run.resumed":
    case "timer.fired":
    case "signal.received":
    case "child.ended":
    case "items.listed":
    case "scope.opened":
    case "item.failed":
      return view;
    case "run.completed":
      return { ...end(view, event.type, event.at), output: event.data.output };
    case "run.failed":
    case "run.compensated":
      return { ...end(view, event.type, event.at), failure: event.data.failure };
    case "run.compensationIncomplete":
      return { ...end(view, event.type, event.at), failure: event.data.failure, undoFailure: event.data.undoFailure };
    case "run.canceled":
      return { ...end(view, event.type, event.at), cancel: event.data };
  }
}

function reopened({ ended: _ended, endedAt: _endedAt, ...view }: RunView): RunView {
  return view;
}

function applyVerdict(step: StepView, { data }: EventOfType<"step.decided">): StepView {
  if (data.verdict === "done")
    return { ...step, state: "completed", ...(data.output === undefined ? {} : { output: data.output }) };
  return { ...step, state: data.verdict === "retry" ? "running" : "failed" };
}

/** What became of a step whose outcome was unknown. */
function applyAfterthought(
  step: StepView,
  event: EventOfType<"step.undecided" | "step.lateCompleted" | "step.lateFailed">,
): StepView {
  if (event.type === "step.lateCompleted") return { ...step, output: event.data.output };
  return { ...step, failure: event.data.failure, ...(event.type === "step.undecided" ? { state: "waiting" } : {}) };
}

type EventOfType<Type extends RunEvent["type"]> = Extract<RunEvent, { type: Type }>;
type StepEvent = EventOfType<
  "step.started" | "step.waiting" | "step.completed" | "attempt.failed" | "step.failed" | "step.canceled"
>;

/** The trigger counts as done: its output is the input of the run. */
function begin(view: RunView, { at, data }: EventOfType<"run.started">): RunView {
  const started: RunView = {
    ...view,
    trigger: data.trigger,
    startedAt: at,
    input: data.input,
    ...(data.startedBy === undefined ? {} : { startedBy: data.startedBy }),
  };
  return withStep(started, data.trigger, 1, (step) => ({
    ...step,
    state: "completed",
    output: data.input,
    spans: [{ kind: "running", from: at, to: at }],
  }));
}

const end = (view: RunView, type: keyof typeof endStatus, at: string): RunView => ({
  ...view,
  ended: endStatus[type],
  isCompensating: false,
  endedAt: at,
});

function withStep(view: RunView, nodeId: string, visit: number, change: (step: StepView) => StepView): RunView {
  const key = stepKey(nodeId, visit);
  const step = view.steps[key] ?? { key, nodeId, visit, state: "idle", attempts: [], spans: [] };
  return { ...view, steps: { ...view.steps, [key]: change(step) } };
}

function applyToStep(step: StepView, event: StepEvent): StepView {
  switch (event.type) {
    case "step.started":
      return {
        ...withInput(step, event.data.input),
        state: "running",
        attempts: beginAttempt(step, event),
        spans: switchSpan(step, "running", event.at),
      };
    case "step.waiting":
      return park(withInput(step, event.data.input), event);
    case "step.completed":
      return {
        ...withInput(finish(step, event.at, event.attempt, event.data.durationMs), event.data.input),
        state: "completed",
        output: event.data.output,
        ...(event.data.port === undefined ? {} : { port: event.data.port }),
      };
    case "attempt.failed": {
      const failed = finish(step, event.at, event.attempt, event.data.durationMs, event.data.failure);
      return {
        ...failed,
        state: "retrying",
        retryAt: event.data.retryAt,
        spans: [...failed.spans, { kind: "retrying", from: event.at }],
      };
    }
    case "step.failed": {
      const { failure, durationMs } = event.data;
      return { ...finish(step, event.at, event.attempt, durationMs, failure), state: "failed", failure };
    }
    case "step.canceled":
      return { ...step, state: "canceled", spans: closeSpan(step.spans, event.at) };
  }
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
  };
}

function beginAttempt(step: StepView, { attempt, at, data }: EventOfType<"step.started">): readonly AttemptView[] {
  const begun = { attempt, startedAt: at, ...(data.idempotencyKey === undefined ? {} : { idempotencyKey: data.idempotencyKey }) };
  return [...step.attempts.filter((known) => known.attempt !== attempt), begun];
}

/** Closes the attempt. One that was never announced (pure steps record only their end) began `durationMs` earlier. */
function finish(step: StepView, at: string, attempt: number, durationMs: number, failure?: Failure): StepView {
  const known = step.attempts.find((candidate) => candidate.attempt === attempt);
  const startedAt = known?.startedAt ?? new Date(Date.parse(at) - durationMs).toISOString();
  const done: AttemptView = { ...known, attempt, startedAt, endedAt: at, ...(failure === undefined ? {} : { failure }) };
  const closed = closeSpan(step.spans, known ? at : startedAt);
  const spans: readonly Span[] = known ? closed : [...closed, { kind: "running", from: startedAt, to: at }];
  return { ...step, attempts: [...step.attempts.filter((candidate) => candidate.attempt !== attempt), done], spans };
}

const switchSpan = (step: StepView, kind: Span["kind"], at: string): readonly Span[] => [
  ...closeSpan(step.spans, at),
  { kind, from: at },
];

const closeSpan = (spans: readonly Span[], at: string): readonly Span[] =>
  spans.map((span) => (span.to === undefined ? { ...span, to: at } : span));
