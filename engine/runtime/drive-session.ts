import { outstandingCommands, replayRun, stepRun } from "../core/machine/index.ts";
import { RUN_TIMER, timerOf } from "../core/machine/timers.ts";
import type { Command } from "../core/machine/command.ts";
import { nodeOf, type KeptTables } from "../core/machine/draft.ts";
import type { RunEvent, RunEventBody } from "../core/machine/run-event.ts";
import { hasEnded } from "../core/machine/run-status.ts";
import { movingSteps } from "../core/machine/scope-tree.ts";
import { stepKey, type ActiveStep, type RunState } from "../core/machine/run-state.ts";
import { CallsInFlight } from "./calls-in-flight.ts";
import { ChildOrders } from "./child-orders.ts";
import { checkpointDelta } from "./checkpoint-delta.ts";
import type { StepContext } from "./executor.ts";
import type { CheckpointResult, ClaimedRun, Faults, InboxMessage, LoadedFlow, RunStore } from "./ports.ts";
import { pausedAgain, receiveMessage } from "./receive-message.ts";
import { prepareEffect } from "./run-effect.ts";
import { runIncidents } from "./run-incidents.ts";
import { runLocalStep } from "./run-step.ts";
import { isCall, type StepWorld } from "./step-world.ts";
import type { SlowCalls } from "./slow-calls.ts";
import type { Turns } from "./turns.ts";

/**
 * One process driving one run, from claim to release.
 *
 * Events are folded in as they happen and wait in `pending`; a **checkpoint** stores them. It is made only where
 * durability needs one: before anything follows from an outside effect's result, before a call whose input could come
 * out differently if it had to be worked out again (an `effect: none` or `lookup`, or other branches running beside it), and when the
 * run parks or ends. Pure steps are deterministic, so their events ride in the next checkpoint; but people look at runs, so what
 * waits beside a slow call is stored while it lasts.
 *
 * The loop has three parts: local work until none is left, then the calls that this work asked for, then waiting for
 * whatever comes first, an outcome or mail.
 */
export interface SessionPorts {
  readonly store: RunStore;
  readonly faults: Faults;
  readonly slowCalls: SlowCalls;
  /** The run is beyond its fair share, and takes turns with the others that are. */
  readonly turns?: Turns;
}

/** Another process owns the run: whatever is in memory here no longer counts. */
class RunTaken extends Error {}

interface PreparedCall {
  readonly step: ActiveStep;
  readonly context?: StepContext;
}

/** Events whose time or content came from outside and is nowhere but in memory until they are stored. */
const OUTSIDE: ReadonlySet<RunEvent["type"]> = new Set([
  "timer.fired",
  "signal.received",
  "approval.decided",
  "child.ended",
  "step.decided",
  "run.cancelRequested",
  "run.paused",
  "run.resumed",
  "run.undoRequested",
  "run.rewound",
  "undo.resumed",
]);

/**
 * Events that may wait in memory until a call in flight is answered: nobody else acts on them, and they would come out the
 * same again. Timers, approvals, questions to people and the run's own status are acted on by others.
 */
const BESIDE_A_CALL: ReadonlySet<RunEvent["type"]> = new Set(["step.started", "step.completed", "scope.opened", "items.listed"]);

/** Events after which a call in flight may no longer be wanted. */
const LEAVING: ReadonlySet<RunEvent["type"]> = new Set(["step.canceled", "step.failed", "run.rewound"]);

/** Keeps one checkpoint statement small; a run of many pure steps is stored in pieces. */
const MAX_PENDING_EVENTS = 500;

/** Local work is never waited for, so a long stretch of it lets other runs and the lease have their turn. */
const STEPS_AT_A_TIME = 50;
const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A long run keeps its state now and then, ever more seldom, so that all snapshots together cost no more than the events. */
const snapshotDue = (seq: number, keptSeq: number): boolean => seq - keptSeq > Math.max(2_000, keptSeq / 2);

/** A timer is never recorded as fired before it was due: whoever fired it had looked at the database's own clock. */
function dueMs(state: RunState, body: RunEventBody): number {
  if (body.type !== "timer.fired") return 0;
  const { nodeId, visit } = body.data;
  if (nodeId === RUN_TIMER) return state.deadlineMs ?? 0;
  const step = state.active[stepKey(nodeId, visit)];
  return Date.parse((step && timerOf(step)) ?? state.startedAt);
}

export class DriveSession {
  readonly #world: StepWorld;
  readonly #ports: SessionPorts;
  readonly #claim: ClaimedRun;
  readonly #calls: CallsInFlight;
  readonly #orders: ChildOrders;
  #state: RunState;
  /** Tables of the state that nobody but this session has, so far. */
  #kept: KeptTables = new WeakSet();
  /** The state as the tables know it. */
  #stored: RunState;
  #timersKnown: boolean;
  #snapshotSeq: number;
  #pending: RunEvent[] = [];
  #ready: ActiveStep[] = [];
  #prepared: PreparedCall[] = [];
  /** When the newest event was recorded: this process knows the database's time to within a message, and it only rises. */
  #atMs: number;
  #inboxReadId: number;
  #hasMail = false;
  #wake: () => void = () => {};

  constructor(claim: ClaimedRun, flow: LoadedFlow, world: StepWorld, ports: SessionPorts) {
    this.#claim = claim;
    this.#inboxReadId = claim.inboxReadId;
    this.#world = world;
    this.#ports = ports;
    this.#state = replayRun(flow.plan, claim.runId, claim.events, claim.state);
    this.#stored = this.#state;
    this.#atMs = Date.parse(claim.events.at(-1)?.at ?? this.#state.startedAt);
    this.#timersKnown = claim.state !== undefined;
    this.#snapshotSeq = claim.state?.seq ?? 0;
    this.#calls = new CallsInFlight(world, () => this.#wake());
    this.#orders = new ChildOrders(world.plan, world.children);
  }

  /** Someone wrote to the run while it is being driven. */
  poke(): void {
    this.#hasMail = true;
    this.#wake();
  }

  /** Someone asked for a look at the run when it was on its way out: too late for this session. */
  get isWantedAgain(): boolean {
    return this.#hasMail;
  }

  /** Drives until the run parks, ends, or belongs to someone else. */
  async drive(): Promise<"released" | "fenced"> {
    try {
      this.#obey(outstandingCommands(this.#world.plan, this.#state));
      await this.#receive(this.#claim.inbox);
      while (!(await this.#turn()));
      await this.#tellParent();
      return "released";
    } catch (error) {
      if (error instanceof RunTaken) return "fenced";
      throw error;
    }
  }

  /** True when the run has been let go. */
  async #turn(): Promise<boolean> {
    await this.#workLocally();
    await this.#startCalls();
    await this.#orders.follow(this.#share());
    if (this.#calls.size === 0) return this.#release();
    // A call may take long: what others wait for meanwhile must not.
    if (this.#pending.some((event) => !BESIDE_A_CALL.has(event.type))) await this.#checkpoint();
    await this.#somethingHappens();
    if (this.#hasMail) await this.#readMail();
    await this.#takeOutcomes();
    return false;
  }

  async #workLocally(): Promise<void> {
    let worked = 0;
    for (let step = this.#ready.shift(); step !== undefined; step = this.#ready.shift()) {
      if (++worked % STEPS_AT_A_TIME === 0) await othersTurn();
      // Resuming a run asks for all of its open steps again.
      if (!this.#isOpen(step) || this.#state.paused || this.#calls.has(step)) continue;
      if (isCall(this.#world, step)) await this.#prepareCall(step);
      else for (const event of await runLocalStep(this.#world, this.#state, step)) this.#recordFor(step, event);
      if (this.#pending.length >= MAX_PENDING_EVENTS) await this.#checkpoint();
    }
  }

  async #prepareCall(step: ActiveStep): Promise<void> {
    const { event, context } = await prepareEffect(this.#world, this.#state, step);
    this.#recordFor(step, event);
    const started = this.#state.active[stepKey(step.nodeId, step.visit)];
    if (event.type === "step.started" && started) this.#prepared.push({ step: started, ...(context ? { context } : {}) });
  }

  async #startCalls(): Promise<void> {
    const prepared = this.#prepared.splice(0);
    if (prepared.length === 0) return;
    if (prepared.some(({ step }) => this.#mustStoreBefore(step))) await this.#checkpoint();
    this.#ports.faults.hit("drive:before-effects");
    for (const { step, context } of prepared) if (this.#isOpen(step)) this.#calls.start(this.#share(), step, context);
  }

  #mustStoreBefore(step: ActiveStep): boolean {
    const { effect } = nodeOf(this.#world.plan, step.nodeId);
    if (effect === "none" || effect === "lookup") return true;
    return this.#isParallel() || this.#pending.some((event) => this.#isFromOutside(event)) || this.#hasNewTimers();
  }

  /** The end of a wait moves the recorded time, also where a signal had come before it and nothing woke it. */
  #isFromOutside(event: RunEvent): boolean {
    if (OUTSIDE.has(event.type)) return true;
    return event.type === "step.completed" && this.#world.plan.nodes[event.nodeId]?.behavior === "wait";
  }

  /** A deadline that nobody else knows of would not be kept should this call hang. */
  #hasNewTimers(): boolean {
    return checkpointDelta(this.#stored, this.#state, [], this.#timersKnown).setTimers.length > 0;
  }

  /** Whether the order in which steps come depends on more than the flow. Containers only wait for what is in them. */
  #isParallel(): boolean {
    if (movingSteps(this.#state) > 1) return true;
    let others = 0;
    for (const key in this.#state.active) {
      if (this.#state.active[key]!.phase !== "open") others += 1;
      if (others > 1) return true;
    }
    return false;
  }

  /** Events wait in memory beside a call only while the call is quick. */
  async #somethingHappens(): Promise<void> {
    if (this.#hasNews) return;
    const happened = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    if (this.#pending.length === 0) return happened;
    const answered = this.#ports.slowCalls.watch(this.#wake);
    await happened;
    answered();
    if (!this.#hasNews) await this.#checkpoint();
  }

  get #hasNews(): boolean {
    return this.#calls.hasOutcomes || this.#hasMail;
  }

  /** Nothing may follow from an outcome before it is stored. */
  async #takeOutcomes(): Promise<void> {
    const outcomes = this.#calls.take();
    if (outcomes.length === 0) return;
    this.#ports.faults.hit("drive:after-effects");
    for (const { step, event } of outcomes) {
      if (event) this.#recordFor(step, event);
      else this.#ready.push(step);
    }
    await this.#checkpoint();
    this.#ports.faults.hit("drive:after-checkpoint");
    await this.#ports.turns?.next();
  }

  async #readMail(): Promise<void> {
    this.#hasMail = false;
    await this.#receive(await this.#ports.store.readInbox(this.#claim.runId, this.#inboxReadId));
  }

  async #receive(messages: readonly InboxMessage[]): Promise<void> {
    for (const { id, body } of messages) {
      if (id <= this.#inboxReadId) continue;
      // Going back leaves behind all that has happened, also what nobody has stored yet.
      if (body.type === "rewind" && this.#pending.length > 0) await this.#checkpoint();
      const event = await receiveMessage(this.#world.plan, this.#state, body, this.#ports.store, this.#world.nowMs());
      this.#inboxReadId = id;
      if (!event) continue;
      const { paused } = this.#state;
      await this.#orders.passOn(this.#state, event);
      this.#record(event);
      const held = pausedAgain(paused, event);
      if (held && !hasEnded(this.#state.status)) this.#record(held);
    }
  }

  /** The outcome of a step counts only while the step is open: the run may have been stopped meanwhile. */
  #recordFor(step: ActiveStep, event: RunEventBody): void {
    if (this.#isOpen(step)) this.#record(event);
  }

  /** A paused run begins nothing, and still takes the answers of calls in flight. */
  #isOpen(step: ActiveStep): boolean {
    const phase = this.#state.active[stepKey(step.nodeId, step.visit)]?.phase;
    if (phase === "started") return true;
    return !this.#state.paused && (phase === "requested" || phase === "late");
  }

  /** The state for somebody who keeps it: what comes after it is made of copies. */
  #share(): RunState {
    this.#kept = new WeakSet();
    return this.#state;
  }

  #record(body: RunEventBody): void {
    this.#atMs = Math.max(this.#world.nowMs(), this.#atMs, dueMs(this.#state, body));
    const at = new Date(this.#atMs).toISOString();
    const event = { seq: this.#state.seq + 1, at, ...body };
    const { state, commands } = stepRun(this.#world.plan, this.#state, event, this.#kept);
    this.#state = state;
    this.#pending.push(event);
    this.#world.items.remember(event);
    if (LEAVING.has(event.type)) this.#dropCalls(event);
    this.#obey(commands);
  }

  #dropCalls(event: RunEvent): void {
    if (this.#calls.size > 0) this.#calls.dropAllBut((step) => stepKey(step.nodeId, step.visit) in this.#state.active);
    if (event.type !== "step.failed" || !event.data.late) return;
    const step = this.#state.active[stepKey(event.nodeId, event.visit)];
    if (step?.phase === "late") this.#calls.listen(step);
  }

  /** Events that follow from the state alone come first; the steps they cancel are then no longer open. */
  #obey(commands: readonly Command[]): void {
    for (const command of commands) if (command.type === "runStep") this.#ready.push(command.step);
    for (const command of commands) if (command.type === "record") this.#record(command.event);
  }

  async #tellParent(): Promise<void> {
    const { runId, seq, status, output, ending, parent } = this.#state;
    if (!parent || !hasEnded(status)) return;
    const failure = ending?.type === "failed" ? ending.failure : undefined;
    await this.#ports.store.tellParent(runId, seq, {
      runId,
      status,
      ...(output === undefined ? {} : { output }),
      ...(failure === undefined ? {} : { failure }),
    });
  }

  /** False when mail arrived meanwhile: the run is still ours, and there is more to do. */
  async #release(): Promise<boolean> {
    this.#ports.faults.hit("drive:before-release");
    this.#requireRest();
    // What was written before the release is stored refuses it; what is written after it needs another look.
    this.#hasMail = false;
    if ((await this.#checkpoint("release")) === "released") return true;
    await this.#readMail();
    return false;
  }

  /** A run let go with an open step would never be looked at again. */
  #requireRest(): void {
    const [command] = outstandingCommands(this.#world.plan, this.#state);
    if (command) throw new Error(`Run ${this.#claim.runId} was to be released while it still had to ${command.type}.`);
  }

  async #checkpoint(release?: "release"): Promise<CheckpointResult> {
    const state = this.#share();
    const events = this.#pending;
    this.#pending = [];
    const ended = hasEnded(state.status);
    const keep = !ended && (release !== undefined || snapshotDue(state.seq, this.#snapshotSeq));
    const result = await this.#ports.store.checkpoint({
      runId: this.#claim.runId,
      orgId: this.#claim.orgId,
      epoch: this.#claim.epoch,
      events,
      status: state.status,
      inboxReadId: this.#inboxReadId,
      ...checkpointDelta(this.#stored, state, events, this.#timersKnown),
      ...runIncidents(this.#stored, state, events),
      ...(keep && !release ? { snapshot: state } : {}),
      ...(release ? { release: ended ? {} : { state } } : {}),
      ...(this.#ports.turns ? { later: true } : {}),
    });
    if (result === "fenced") throw new RunTaken();
    this.#world.items.saved();
    if (keep) this.#snapshotSeq = state.seq;
    this.#stored = state;
    this.#timersKnown = true;
    return result;
  }
}
