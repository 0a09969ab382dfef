import { outstandingCommands, replayRun, stepRun } from "../core/machine/index.ts";
import type { Command } from "../core/machine/command.ts";
import { hasEnded, type RunEvent, type RunEventBody } from "../core/machine/run-event.ts";
import { stepKey, type ActiveStep, type RunState } from "../core/machine/run-state.ts";
import type { StepContext } from "./executor.ts";
import { checkpointDelta } from "./checkpoint-delta.ts";
import type { CheckpointResult, ClaimedRun, Faults, InboxMessage, LoadedFlow, RunStore } from "./ports.ts";
import { receiveMessage } from "./receive-message.ts";
import { behaviorOf, callEffect, prepareEffect, runLocalStep, type StepWorld } from "./run-step.ts";

/**
 * One process driving one run, from claim to release.
 *
 * Events are folded in as they happen and wait in `pending`; a **checkpoint** stores them. It is made only where
 * durability needs one: before anything follows from an outside effect's result, before a call whose input could come
 * out differently if it had to be worked out again (an `effect: none`, or other branches running beside it), and when the
 * run parks or ends. Pure steps are deterministic, so their events ride in the next checkpoint.
 *
 * The loop has three parts: local work until none is left, then the calls that this work asked for, then waiting for
 * whatever comes first, an outcome or mail.
 */
export interface SessionPorts {
  readonly store: RunStore;
  readonly faults: Faults;
}

/** Another process owns the run: whatever is in memory here no longer counts. */
class RunTaken extends Error {}

interface Call {
  readonly step: ActiveStep;
  readonly context?: StepContext;
}

/** Events whose time or content came from outside and is nowhere but in memory until they are stored. */
const OUTSIDE: ReadonlySet<RunEvent["type"]> = new Set([
  "timer.fired",
  "signal.received",
  "approval.decided",
  "run.cancelRequested",
]);

/** Keeps one checkpoint statement small; a run of many pure steps is stored in pieces. */
const MAX_PENDING_EVENTS = 500;

export class DriveSession {
  readonly #world: StepWorld;
  readonly #ports: SessionPorts;
  readonly #claim: ClaimedRun;
  #state: RunState;
  /** The state as the tables know it. */
  #stored: RunState;
  #pending: RunEvent[] = [];
  #ready: ActiveStep[] = [];
  #calls: Call[] = [];
  #outcomes: { readonly step: ActiveStep; readonly event: RunEventBody }[] = [];
  /** Calls whose outcome has not been taken yet, whether it is there or not. */
  #inFlight = 0;
  #inboxReadId: number;
  #hasMail = false;
  #wake: () => void = () => {};

  constructor(claim: ClaimedRun, flow: LoadedFlow, world: StepWorld, ports: SessionPorts) {
    this.#claim = claim;
    this.#world = world;
    this.#ports = ports;
    this.#state = replayRun(flow.plan, claim.runId, claim.events, claim.state);
    this.#stored = this.#state;
    this.#inboxReadId = 0;
  }

  /** Someone wrote to the run while it is being driven. */
  poke(): void {
    this.#hasMail = true;
    this.#wake();
  }

  /** Drives until the run parks, ends, or belongs to someone else. */
  async drive(): Promise<"released" | "fenced"> {
    try {
      this.#obey(outstandingCommands(this.#world.plan, this.#state));
      this.#receive(this.#claim.inbox);
      while (!(await this.#turn()));
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
    if (this.#inFlight === 0) return this.#release();
    await this.#somethingHappens();
    if (this.#hasMail) await this.#readMail();
    await this.#takeOutcomes();
    return false;
  }

  async #workLocally(): Promise<void> {
    for (let step = this.#ready.shift(); step !== undefined; step = this.#ready.shift()) {
      if (!this.#isOpen(step)) continue;
      if (behaviorOf(this.#world, step) === "effect") await this.#prepareCall(step);
      else this.#recordFor(step, await runLocalStep(this.#world, this.#state, step));
      if (this.#pending.length >= MAX_PENDING_EVENTS) await this.#checkpoint();
    }
  }

  async #prepareCall(step: ActiveStep): Promise<void> {
    const { event, context } = await prepareEffect(this.#world, this.#state, step);
    this.#recordFor(step, event);
    const started = this.#state.active[stepKey(step.nodeId, step.visit)];
    if (event.type === "step.started" && started) this.#calls.push({ step: started, ...(context ? { context } : {}) });
  }

  async #startCalls(): Promise<void> {
    const calls = this.#calls.splice(0);
    if (calls.some(({ step }) => this.#mustStoreBefore(step))) await this.#checkpoint();
    if (calls.length > 0) this.#ports.faults.hit("drive:before-effects");
    for (const { step, context } of calls) {
      this.#inFlight += 1;
      void callEffect(this.#world, this.#state, step, context).then((event) => {
        this.#outcomes.push({ step, event });
        this.#wake();
      });
    }
  }

  #mustStoreBefore(step: ActiveStep): boolean {
    if (this.#world.plan.nodes[step.nodeId]?.effect === "none") return true;
    return Object.keys(this.#state.chains).length > 1 || this.#pending.some((event) => OUTSIDE.has(event.type));
  }

  #somethingHappens(): Promise<void> {
    if (this.#outcomes.length > 0 || this.#hasMail) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Nothing may follow from an outcome before it is stored. */
  async #takeOutcomes(): Promise<void> {
    const outcomes = this.#outcomes.splice(0);
    if (outcomes.length === 0) return;
    this.#inFlight -= outcomes.length;
    this.#ports.faults.hit("drive:after-effects");
    for (const { step, event } of outcomes) this.#recordFor(step, event);
    await this.#checkpoint();
    this.#ports.faults.hit("drive:after-checkpoint");
  }

  async #readMail(): Promise<void> {
    this.#hasMail = false;
    this.#receive(await this.#ports.store.readInbox(this.#claim.runId, this.#inboxReadId));
  }

  #receive(messages: readonly InboxMessage[]): void {
    for (const { id, body } of messages) {
      if (id <= this.#inboxReadId) continue;
      this.#inboxReadId = id;
      const event = receiveMessage(this.#state, body);
      if (event) this.#record(event);
    }
  }

  /** The outcome of a step counts only while the step is open: the run may have been stopped meanwhile. */
  #recordFor(step: ActiveStep, event: RunEventBody): void {
    if (this.#isOpen(step)) this.#record(event);
  }

  #isOpen({ nodeId, visit }: ActiveStep): boolean {
    const phase = this.#state.active[stepKey(nodeId, visit)]?.phase;
    return phase === "requested" || phase === "started";
  }

  #record(body: RunEventBody): void {
    const at = new Date(this.#world.nowMs()).toISOString();
    const event = { seq: this.#state.seq + 1, at, ...body } as RunEvent;
    const { state, commands } = stepRun(this.#world.plan, this.#state, event);
    this.#state = state;
    this.#pending.push(event);
    this.#obey(commands);
  }

  /** Events that follow from the state alone come first; the steps they cancel are then no longer open. */
  #obey(commands: readonly Command[]): void {
    for (const command of commands) if (command.type === "runStep") this.#ready.push(command.step);
    for (const command of commands) if (command.type === "record") this.#record(command.event);
  }

  /** False when mail arrived meanwhile: the run is still ours, and there is more to do. */
  async #release(): Promise<boolean> {
    this.#ports.faults.hit("drive:before-release");
    this.#requireRest();
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
    const state = this.#state;
    const events = this.#pending;
    this.#pending = [];
    const ended = hasEnded(state.status);
    const result = await this.#ports.store.checkpoint({
      runId: this.#claim.runId,
      orgId: this.#claim.orgId,
      epoch: this.#claim.epoch,
      events,
      status: state.status,
      inboxReadId: this.#inboxReadId,
      ...checkpointDelta(this.#stored, state, events),
      ...(release ? { release: ended ? {} : { state } } : {}),
    });
    if (result === "fenced") throw new RunTaken();
    this.#stored = state;
    return result;
  }
}
