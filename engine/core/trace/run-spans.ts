import type { FlowPlan } from "../compile/flow-plan.ts";
import { beginWith, stepRun } from "../machine/index.ts";
import { endStatus, type EventOf, type RunEvent } from "../machine/run-event.ts";
import { stepKey, type RunState } from "../machine/run-state.ts";
import { factsOf } from "./event-facts.ts";
import { OpenSpan, type Span } from "./span.ts";
import { readTraceparent, spanIdOf, spanOfCall, spanOfRun, traceIdOf } from "./trace-ids.ts";

type StepEvent = Extract<RunEvent, { attempt: number }>;
type EndEvent = Extract<RunEvent, { type: keyof typeof endStatus }>;

/**
 * The trace of a run, out of its events: a span for the run, one for each visit of a node, those of a body under their
 * container. Ids are derived, so the same events always give the same spans.
 *
 * A run that goes on after its end (redrive, undo by its parent) has another span for that part of its life, under the first.
 */
export class RunSpans {
  readonly #runId: string;
  readonly #traceId: string;
  readonly #open = new Map<string, OpenSpan>();
  /** How often a name was given; a second span of one name gets an id of its own. */
  readonly #named = new Map<string, number>();
  readonly #kept = new WeakSet<object>();
  #state: RunState | undefined;
  #life: OpenSpan | undefined;

  constructor(runId: string) {
    this.#runId = runId;
    this.#traceId = traceIdOf(runId);
  }

  /** The spans that ended with the event. `plan` is of the version the run belongs to from this event on. */
  take(plan: FlowPlan, event: RunEvent): readonly Span[] {
    const atMs = Date.parse(event.at);
    const life = (this.#life ??= this.#beginLife(plan, event, atMs));
    const ended = isStepEvent(event) ? this.#tell(plan, life, event, atMs) : [];
    if (!isStepEvent(event)) this.#remark(life, event, atMs);
    this.#state = this.#state ? stepRun(plan, this.#state, event, this.#kept).state : beginWith(plan, this.#runId, event).state;
    if (isEnd(event)) return [...ended, ...this.#endLife(life, event, atMs)];
    return event.type === "run.rewound" ? this.#leave(atMs) : ended;
  }

  #beginLife(plan: FlowPlan, event: RunEvent, atMs: number): OpenSpan {
    const again = this.#named.has(this.#runId) ? { parentSpanId: spanIdOf(this.#runId) } : {};
    const span = { traceId: this.#traceId, spanId: this.#name(this.#runId), ...again, name: plan.flowId, startMs: atMs };
    const life = new OpenSpan(span, { "omnilink.run.id": this.#runId, "omnilink.flow.id": plan.flowId });
    if (event.type === "run.started") describeStart(life, event.data);
    return life;
  }

  #name(name: string): string {
    const nth = (this.#named.get(name) ?? 0) + 1;
    this.#named.set(name, nth);
    return spanIdOf(nth === 1 ? name : `${name}@${nth}`);
  }

  #tell(plan: FlowPlan, life: OpenSpan, event: StepEvent, atMs: number): readonly Span[] {
    const key = stepKey(event.nodeId, event.visit);
    const tookMs = "durationMs" in event.data ? event.data.durationMs : 0;
    const span = this.#spanOf(plan, life, event, atMs - tookMs);
    if (event.item !== undefined) span.say({ "omnilink.item": event.item });
    describeStep(span, event, `${this.#runId}:${key}`);
    if (isRemarkable(event)) span.happened(event.type, atMs, factsOf(event));
    if (!isOutcome(event)) return [];
    this.#open.delete(key);
    return [span.end(atMs)];
  }

  /** The span of a step that has not ended; begun with the first that is heard of it. */
  #spanOf(plan: FlowPlan, life: OpenSpan, { nodeId, visit }: Step, startMs: number): OpenSpan {
    const key = stepKey(nodeId, visit);
    const known = this.#open.get(key);
    if (known) return known;
    const step = this.#state?.active[key];
    const parent = this.#containerOf(plan, life, step?.scope);
    const { label, kind } = plan.nodes[nodeId] ?? { label: nodeId, kind: "unknown" };
    const ids = { traceId: this.#traceId, spanId: this.#name(`${this.#runId}:${key}`), parentSpanId: parent.span.spanId };
    const times = { startMs: Math.max(startMs, parent.span.startMs) };
    const facts = { "omnilink.node.id": nodeId, "omnilink.node.kind": kind, "omnilink.visit": visit };
    const span = new OpenSpan({ ...ids, ...times, name: label }, facts);
    if (step?.undoes) span.link("undoes", spanOfCall(`${this.#runId}:${stepKey(step.undoes.nodeId, step.undoes.visit)}`));
    this.#open.set(key, span);
    return span;
  }

  /** A body that goes on from an earlier life or another run has a container that has not been heard of. */
  #containerOf(plan: FlowPlan, life: OpenSpan, scope: string | undefined): OpenSpan {
    const container = this.#state?.active[this.#state.scopes[scope ?? ""]?.container ?? ""];
    return container ? this.#spanOf(plan, life, container, life.span.startMs) : life;
  }

  /** What is told of the run, or of a step by somebody else than the step. */
  #remark(life: OpenSpan, event: RunEvent, atMs: number): void {
    if (event.type === "run.started" || isEnd(event)) return;
    const about = "visit" in event.data ? this.#open.get(stepKey(event.data.nodeId, event.data.visit)) : undefined;
    (about ?? life).happened(event.type, atMs, factsOf(event));
    if (event.type === "child.ended") about?.link("child", spanOfRun(event.data.runId));
  }

  #endLife(life: OpenSpan, event: EndEvent, atMs: number): readonly Span[] {
    const left = this.#leave(atMs, () => true);
    life.say({ "omnilink.run.status": endStatus[event.type] });
    life.error = "failure" in event.data ? event.data.failure.code : undefined;
    this.#life = undefined;
    return [...left, life.end(atMs)];
  }

  /** Ends the spans of steps that have no outcome and will have none. */
  #leave(atMs: number, isLeft = (key: string): boolean => this.#state?.active[key] === undefined): readonly Span[] {
    return [...this.#open].flatMap(([key, span]) => {
      if (!isLeft(key)) return [];
      this.#open.delete(key);
      return [span.end(atMs)];
    });
  }
}

interface Step {
  readonly nodeId: string;
  readonly visit: number;
}

const isStepEvent = (event: RunEvent): event is StepEvent => "attempt" in event;
const isEnd = (event: RunEvent): event is EndEvent => event.type in endStatus;

const OUTCOMES: ReadonlySet<string> = new Set(["step.completed", "step.canceled", "step.lateCompleted", "step.lateFailed"]);

/** A call that was given up may still be answered. */
const isOutcome = (event: StepEvent): boolean =>
  OUTCOMES.has(event.type) || (event.type === "step.failed" && event.data.late !== true);

const SILENT: ReadonlySet<string> = new Set(["step.started", "step.completed", "items.listed", "scope.opened"]);
const isRemarkable = (event: StepEvent): boolean =>
  !SILENT.has(event.type) && (event.type !== "step.failed" || event.data.late === true);

/** Programs that start runs; a person who starts one is no caller with a trace. */
const OUTSIDE: ReadonlySet<string | undefined> = new Set(["webhook", "event"]);

function describeStart(life: OpenSpan, started: EventOf<"run.started">["data"]): void {
  const { version, trigger, environment = "prod", startedBy, parent, fork } = started;
  life.say({ "omnilink.flow.version": version, "omnilink.trigger": trigger, "omnilink.environment": environment });
  if (OUTSIDE.has(startedBy)) life.kind = "consumer";
  const caller = started.traceparent === undefined ? undefined : readTraceparent(started.traceparent);
  if (caller) life.link("caller", caller);
  if (parent) life.link("parent", spanOfCall(`${parent.runId}:${stepKey(parent.nodeId, parent.visit)}`));
  if (fork) life.link("original", spanOfRun(fork.runId));
}

function describeStep(span: OpenSpan, event: StepEvent, ownName: string): void {
  span.say({ "omnilink.attempts": event.attempt });
  if (event.type === "step.started") {
    span.kind = "client";
    const { idempotencyKey = ownName } = event.data;
    if (idempotencyKey !== ownName) span.link("repeats", spanOfCall(idempotencyKey));
  }
  if (event.type === "step.waiting" && event.data.child !== undefined) span.link("child", spanOfRun(event.data.child));
  if (event.type === "scope.opened" && "count" in event.data) span.say({ "omnilink.items": event.data.count });
  if (event.type === "step.completed" && event.data.port !== undefined) span.say({ "omnilink.port": event.data.port });
  if (event.type === "step.canceled") span.say({ "omnilink.outcome": "canceled" });
  if (event.type === "step.failed") span.error = event.data.failure.code;
}
