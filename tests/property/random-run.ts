import type { FlowPlan, NodePlan } from "#engine/core/compile/flow-plan.ts";
import type { Failure } from "#engine/core/failure.ts";
import { outstandingCommands, startRun, stepRun } from "#engine/core/machine/index.ts";
import type { StepResult } from "#engine/core/machine/step-run.ts";
import { RUN_TIMER, timerOf } from "#engine/core/machine/timers.ts";
import { hasEnded, type Fork, type RunEvent, type RunEventBody } from "#engine/core/machine/run-event.ts";
import { isOpened } from "#engine/core/machine/containers.ts";
import { isOpen } from "#engine/core/machine/open-steps.ts";
import { lastCompletions, moveRun } from "#engine/core/machine/move-run.ts";
import { stepKey, type ActiveStep, type RunState } from "#engine/core/machine/run-state.ts";
import type { JsonObject } from "#engine/core/json.ts";
import type { MessageBody } from "#engine/runtime/ports.ts";
import { receiveMessage } from "#engine/runtime/receive-message.ts";
import { failedAttempt } from "#engine/runtime/failed-attempt.ts";
import { completed, coordinates, failed, undecided, type Attempt } from "#engine/runtime/step-events.ts";
import type { StepWorld } from "#engine/runtime/step-world.ts";
import { timelessClock } from "../support/timeless-clock.ts";
import { childOf, isUndone, isWaitedFor, portOf } from "./parked-steps.ts";

/**
 * One run of the pure machine in a world that does as the moves say: which step is worked on next and what comes of it,
 * what mail arrives and when it is read, when people pause, resume and cancel, when the process dies. Each move is a
 * number; 0, and every move after the last, is the kindest one, so that a failing list of moves shrinks to few numbers
 * and every run has a way to come to its end.
 *
 * The world keeps a book of its own about which calls took effect, since that is what an undo has to take back.
 */
export interface Trail {
  /** The version of the flow that the run had after it. */
  readonly plan: FlowPlan;
  readonly before: RunState | undefined;
  readonly event: RunEvent;
  readonly result: StepResult;
}

const BEGAN_MS = Date.UTC(2026, 0, 1);
const LAST_MOVES = 3_000;
/** Events that may follow from one event by themselves; more than this is a machine that runs in circles. */
const RECORDS_IN_A_ROW = 400;

export class RandomRun {
  /** The version that it began with. */
  readonly plan: FlowPlan;
  readonly trail: Trail[] = [];
  readonly events: RunEvent[] = [];
  /** Calls that took effect, by step. An undo that took effect is one too. */
  readonly effects = new Set<string>();
  state!: RunState;
  crashes = 0;
  readonly #moves: readonly number[];
  readonly #fork: Fork | undefined;
  /** The version it has now, and the one that people may move it to. */
  #now: FlowPlan;
  #other: FlowPlan | undefined;
  #move = 0;
  #nowMs = BEGAN_MS;
  #inbox: MessageBody[] = [];
  /** Steps somebody was asked to run, in order. */
  #ready: string[] = [];
  readonly #inFlight = new Set<string>();
  #recordsInARow = 0;

  /** With `fork`, it begins where another run stood; with `other`, people move it to and fro between two versions. */
  constructor(plan: FlowPlan, moves: readonly number[], { fork, other }: { fork?: Fork; other?: FlowPlan } = {}) {
    this.plan = plan;
    this.#now = plan;
    this.#other = other;
    this.#moves = moves;
    this.#fork = fork;
  }

  /** Until the run has ended and the moves are used up. Throws when it cannot come to an end. */
  async run(): Promise<this> {
    const [trigger = ""] = this.plan.triggers;
    const begun = { flow: this.plan.flowId, version: 1, contentHash: this.plan.contentHash, trigger, input: null, seed: 7 };
    const data = { ...begun, ...(this.#fork ? { fork: this.#fork } : {}) };
    const started = { seq: 1, at: new Date(this.#nowMs).toISOString(), type: "run.started", data } as const;
    this.#folded(undefined, started, startRun(this.plan, this.#fork ? "run-2" : "run-1", started));
    while (!hasEnded(this.state.status) || this.#move < this.#moves.length) {
      if (this.#move > this.#moves.length + LAST_MOVES) throw new Error(`The run never ends: ${this.#where()}`);
      await this.#turn(this.#moves[this.#move++] ?? 0);
    }
    return this;
  }

  #where(): string {
    const steps = Object.values(this.state.active).map(({ nodeId, visit, phase }) => `${nodeId}#${visit} ${phase}`);
    return `${this.state.status}, steps ${steps.join(", ")}; scopes ${Object.keys(this.state.scopes).join(", ")}`;
  }

  /** Whether the log is as it was before: nothing happened that could be seen. */
  async #turn(move: number): Promise<void> {
    const pick = Math.floor(move / 16);
    if (hasEnded(this.state.status)) return this.#reopen(pick);
    switch (move % 16) {
      case 8:
        return pick % 4 === 3 ? this.#moveVersion() : this.#goOn(pick);
      case 9:
        return pick % 4 === 3 ? this.#rewind(Math.floor(pick / 4)) : this.#goOn(pick);
      case 10:
        // Mail comes in twos as well, and is then read in one go.
        return void (this.#postSomething(pick) && pick % 2 === 1 && this.#postSomething(Math.floor(pick / 2)));
      case 11:
        return this.#holdOrGoOn(pick);
      case 12:
        return this.#cancel(pick);
      case 13:
        return this.#crash(pick % 2 === 1);
      case 14:
        return this.#receive([{ type: "signal", name: pick % 2 === 0 ? "red" : "blue", payload: pick }]);
      case 15:
        return this.#receive(this.#inbox.splice(0));
      default:
        return this.#goOn(pick);
    }
  }

  async #goOn(pick: number): Promise<void> {
    const open = [...new Set([...this.#ready, ...this.#inFlight])].filter((key) => this.#canRun(key));
    if (open.length > 0) return this.#work(open[pick % open.length]!, Math.floor(pick / 8));
    if (this.#inbox.length > 0) return this.#receive(this.#inbox.splice(0));
    if (this.state.paused) return this.#receive([{ type: "resume", by: "Ada" }]);
    if (!this.#postSomething(pick)) throw new Error(`Nothing can move the run: ${this.#where()}`);
  }

  /** As the driver sees it: a paused run begins nothing and takes the answers of calls in flight. */
  #canRun(key: string): boolean {
    const step = this.state.active[key];
    if (!step) return false;
    return this.state.paused ? step.phase === "started" && this.#inFlight.has(key) : isOpen(step);
  }

  /** Time passes while a run is held, and nothing comes of it. */
  async #holdOrGoOn(pick: number): Promise<void> {
    if (!this.state.paused) return this.#receive([{ type: "pause", by: "Ada" }]);
    this.#nowMs += (pick % 4) * 20 * 60_000;
    await this.#receive([{ type: "resume", by: "Ada" }]);
  }

  /** In place, as people do it where a new version goes live; a run that does not fit, or has mail to read, is left alone. */
  async #moveVersion(): Promise<void> {
    if (!this.#other || this.#inbox.length > 0) return;
    const [from, to] = [this.#now, this.#other];
    const number = this.state.version + 1;
    const moment = { atMs: this.#nowMs + 1_000, completedAt: lastCompletions(this.events) };
    const moved = moveRun(this.state, from, { plan: to, number }, moment);
    if (moved.outcome !== "moves") return;
    const data = { from: number - 1, version: number, contentHash: to.contentHash, state: plain(moved.state), by: "Ada" };
    [this.#now, this.#other] = [to, from];
    this.#ready = [];
    this.#inFlight.clear();
    this.#record({ type: "run.moved", data });
  }

  #cancel(pick: number): Promise<void> {
    if (pick % 3 === 2) return Promise.resolve();
    const force = Math.floor(pick / 3) % 3 === 2 ? { force: true } : {};
    return this.#receive([{ type: "cancel", by: "Ada", compensate: pick % 3 === 0, ...force }]);
  }

  async #reopen(pick: number): Promise<void> {
    if (pick % 4 === 1) await this.#receive([{ type: "undo", by: "Ada" }]);
    if (pick % 4 === 3) await this.#rewind(Math.floor(pick / 4));
    if (pick % 4 === 2) await this.#receive([{ type: "resumeUndo", waive: pick % 8 === 2, by: "Ada" }]);
  }

  /** To a moment at which the run went forward: what ended it then is no place to go on from. */
  async #rewind(pick: number): Promise<void> {
    const moved = this.events.findLastIndex(({ type }) => type === "run.moved");
    const trail = this.trail.slice(Math.max(0, moved));
    const { result } = trail[pick % trail.length]!;
    if (result.state.ending || hasEnded(result.state.status)) return;
    await this.#receive([{ type: "rewind", toSeq: result.state.seq, edits: {}, by: "Ada" }]);
  }

  /** A new process knows the log and nothing else: not whether the calls in flight arrived. */
  #crash(callsArrived: boolean): void {
    this.crashes += 1;
    if (callsArrived) for (const key of this.#inFlight) this.effects.add(key);
    this.#inFlight.clear();
    this.#ready = [];
    this.state = JSON.parse(JSON.stringify(this.state)) as RunState;
    this.#obey(outstandingCommands(this.#now, this.state));
  }

  #postSomething(pick: number): boolean {
    const mail = this.#possibleMail(pick);
    if (mail.length === 0) return false;
    const { body, atMs } = mail[pick % mail.length]!;
    this.#nowMs = Math.max(this.#nowMs, atMs ?? 0);
    this.#inbox.push(body);
    return true;
  }

  #possibleMail(pick: number): readonly { body: MessageBody; atMs?: number }[] {
    const { active, paused, deadlineMs, ending } = this.state;
    const variety = Math.floor(pick / 8);
    const answers = Object.values(active).flatMap((step) => this.#answersFor(step, variety));
    if (paused) return answers;
    const timers = Object.values(active).flatMap((step) => {
      const dueAt = timerOf(step);
      const { nodeId, visit, approvalId } = step;
      if (dueAt === undefined) return [];
      const body: MessageBody =
        approvalId !== undefined && dueAt === step.dueAt
          ? { type: "approval", approvalId, nodeId, visit, decision: "timedOut" }
          : { type: "timer", nodeId, visit };
      return [{ body, atMs: Date.parse(dueAt) }];
    });
    const runTimer =
      deadlineMs === undefined || ending
        ? []
        : [{ body: { type: "timer", nodeId: RUN_TIMER, visit: 0 } as const, atMs: deadlineMs }];
    return [...answers, ...timers.toSorted((a, b) => a.atMs - b.atMs), ...runTimer];
  }

  #answersFor(step: ActiveStep, variety: number): { body: MessageBody }[] {
    const { nodeId, visit, phase, child, signal, approvalId } = step;
    const place = { nodeId, visit };
    if (phase === "undecided") {
      const verdict = (["done", "failed", "retry"] as const)[variety % 3]!;
      return [{ body: { type: "verdict", ...place, verdict, by: "Ada" } }];
    }
    // Its run may end before the step could say that it waits for it.
    const isStarting = phase === "started" && this.#inFlight.has(stepKey(nodeId, visit));
    if (isStarting && isWaitedFor(this.#now, step)) return [this.#childEnded(step, childOf(step), variety)];
    if (phase !== "waiting") return [];
    if (child !== undefined) return [this.#childEnded(step, child, variety)];
    if (approvalId !== undefined && this.#now.nodes[nodeId]!.kind === "form")
      return [{ body: { type: "approval", approvalId, ...place, decision: "answered", answer: {} } }];
    if (approvalId !== undefined) {
      const decision = variety % 3 === 1 ? "rejected" : "approved";
      return [{ body: { type: "approval", approvalId, ...place, decision } }];
    }
    return signal === undefined ? [] : [{ body: { type: "signal", name: signal, payload: null } }];
  }

  #childEnded(step: ActiveStep, runId: string, variety: number): { body: MessageBody } {
    const good = isUndone(step) ? "compensated" : "completed";
    const bad = isUndone(step) ? "compensation_incomplete" : "failed";
    return { body: { type: "child", runId, status: variety % 3 === 1 ? bad : good, output: null } };
  }

  async #receive(messages: readonly MessageBody[]): Promise<void> {
    for (const message of messages) {
      const readEvents = () => Promise.resolve(this.events);
      const event = await receiveMessage(this.#now, this.state, message, { readEvents }, this.#nowMs);
      if (event) this.#record(event);
    }
  }

  #work(key: string, variety: number): void {
    const step = this.state.active[key]!;
    const node = this.#now.nodes[step.nodeId]!;
    this.#ready = this.#ready.filter((other) => other !== key);
    const isCall = node.behavior === "effect" || (node.behavior === "child" && step.wakeUp === undefined);
    if (!isCall) {
      const events = this.#local(step, node, variety);
      events.forEach((event, index) => this.#record(event, index < events.length - 1));
    } else if (this.#inFlight.has(key)) this.#record(this.#answer(step, node, variety));
    else this.#record(this.#begin(step, node));
  }

  #begin(step: ActiveStep, node: NodePlan): RunEventBody {
    if (step.phase === "started" && node.effect === "none") {
      return undecided(this.#tried(step), { code: "step/unknown-outcome", message: "?" });
    }
    this.#inFlight.add(stepKey(step.nodeId, step.visit));
    const attempt = step.phase === "requested" ? step.attempt : step.attempt + 1;
    return { type: "step.started", ...coordinates({ ...step, attempt }), data: {} };
  }

  #answer(step: ActiveStep, node: NodePlan, variety: number): RunEventBody {
    const key = stepKey(step.nodeId, step.visit);
    this.#inFlight.delete(key);
    if (node.behavior === "child") {
      if (variety % 8 === 1 && !isUndone(step)) return failed(this.#tried(step), refused);
      if (!isWaitedFor(this.#now, step)) return completed(this.#tried(step), { output: { runId: childOf(step) } });
      return { type: "step.waiting", ...coordinates(step), data: { child: childOf(step) } };
    }
    const tookEffect = [0, 3, 5, 7].includes(variety % 8);
    if (tookEffect) this.effects.add(key);
    const failure = ({ 1: refused, 2: busy, 3: silent, 4: silent, 5: unread, 6: refused } as Record<number, Failure>)[
      variety % 8
    ];
    if (!failure) return completed(this.#tried(step), { output: key });
    return failedAttempt(this.#tried(step), this.state, failure);
  }

  #local(step: ActiveStep, node: NodePlan, variety: number): readonly RunEventBody[] {
    const attempt = this.#tried(step);
    const done = (output: string, port?: string) => [completed(attempt, { output, ...(port === undefined ? {} : { port }) })];
    if (node.behavior === "container") return this.#advance(step, node, variety);
    if (step.wakeUp?.type === "child") {
      const { status } = step.wakeUp.outcome;
      return status === (isUndone(step) ? "compensated" : "completed") ? done("child") : [failed(attempt, refused)];
    }
    if (node.behavior === "wait") return step.wakeUp ? done("woken", portOf(step, node)) : [this.#park(step, node)];
    if (node.kind === "branch") return done("branch", (step.visit + variety) % 2 === 0 ? "left" : "right");
    if (node.behavior !== "stop" && variety % 8 === 1) return [failed(attempt, refused)];
    return done(step.nodeId, node.behavior === "stop" && variety % 4 === 1 ? "failed" : undefined);
  }

  #advance(step: ActiveStep, node: NodePlan, variety: number): readonly RunEventBody[] {
    const { body } = step;
    const opened = (data: Extract<RunEventBody, { type: "scope.opened" }>["data"]): RunEventBody => ({
      type: "scope.opened",
      ...coordinates(step),
      data,
    });
    const done = completed(this.#tried(step), { output: "all" });
    if (variety % 16 === 1) return [failed(this.#tried(step), refused)];
    if (node.kind === "block") return [body ? done : opened({ once: true })];
    if (node.kind === "loop") {
      const turns = Number(/\d+/.exec(String(node.config["while"]))![0]);
      return [(body?.next ?? 0) < turns ? opened({ turn: body?.next ?? 0 }) : done];
    }
    if (body && isOpened(body)) return [done];
    const items = JSON.parse(String(node.config["items"])) as number[];
    const { concurrency, tolerate } = node.config as { concurrency: number; tolerate: number };
    const listed: RunEventBody[] =
      items.length === 0 ? [] : [{ type: "items.listed", ...coordinates(step), data: { first: 0, items } }];
    return [...listed, opened({ count: items.length, concurrency, maxFailures: tolerate, collect: true })];
  }

  #park(step: ActiveStep, node: NodePlan): RunEventBody {
    const { duration, signal, timeout } = node.config as { duration?: string; signal?: string; timeout?: string };
    const minutes = duration ?? timeout;
    const dueAt =
      minutes === undefined ? {} : { dueAt: new Date(this.#nowMs + Number(/\d+/.exec(minutes)![0]) * 60_000).toISOString() };
    const title = { title: "Go on?", roles: ["engineer"], quorum: 1 };
    const approval =
      node.kind === "approval" || node.kind === "form"
        ? { approval: { approvalId: `of ${stepKey(step.nodeId, step.visit)}`, ...title } }
        : {};
    return {
      type: "step.waiting",
      ...coordinates(step),
      data: { ...dueAt, ...(signal === undefined ? {} : { signal }), ...approval },
    };
  }

  /** What the events of steps are made with: virtual time and no chance. */
  #tried(step: ActiveStep): Attempt {
    const world = { plan: this.#now, clock: timelessClock, random: () => 0.5, nowMs: () => this.#nowMs };
    return { world: world as unknown as StepWorld, step, began: 0 };
  }

  /** With `hasMore`, the next event of the same step follows at once. */
  #record(body: RunEventBody, hasMore = false): void {
    this.#nowMs += 1_000;
    const event = { seq: this.state.seq + 1, at: new Date(this.#nowMs).toISOString(), ...body } as RunEvent;
    this.#folded(this.state, event, stepRun(this.#now, this.state, event), hasMore);
  }

  #folded(before: RunState | undefined, event: RunEvent, result: StepResult, hasMore = false): void {
    this.trail.push({ plan: this.#now, before, event, result });
    this.events.push(event);
    this.state = result.state;
    if (event.type === "step.failed" && event.data.late) this.#ready.push(stepKey(event.nodeId, event.visit));
    if (event.type === "run.paused") this.#ready = [];
    this.#obey(result.commands);
    for (const key of this.#inFlight) if (!this.state.active[key]) this.#inFlight.delete(key);
    if (!hasMore) this.#requireNothingForgotten();
  }

  #obey(commands: StepResult["commands"]): void {
    for (const command of commands) {
      if (command.type === "runStep") this.#ready.push(stepKey(command.step.nodeId, command.step.visit));
    }
    const record = commands.find((command) => command.type === "record");
    if (!record) return;
    this.#recordsInARow += 1;
    if (this.#recordsInARow > RECORDS_IN_A_ROW) throw new Error(`The machine runs in circles: ${this.#where()}`);
    this.#record(record.event);
    this.#recordsInARow -= 1;
  }

  /** Whoever drives was asked for every step that is open: nobody else ever will. */
  #requireNothingForgotten(): void {
    if (hasEnded(this.state.status)) return;
    for (const command of outstandingCommands(this.#now, this.state)) {
      if (command.type !== "runStep") continue;
      const key = stepKey(command.step.nodeId, command.step.visit);
      if (!this.#ready.includes(key) && !this.#inFlight.has(key))
        throw new Error(`Nobody was asked to run ${key}: ${this.#where()}`);
    }
  }
}

const plain = (state: RunState): JsonObject => JSON.parse(JSON.stringify(state)) as JsonObject;

const refused: Failure = { code: "http/status", message: "no" };
const unread: Failure = { code: "http/invalid-response", message: "what?", done: true };
const busy: Failure = { code: "http/status", message: "not now", retryable: true };
const silent: Failure = { code: "http/timeout", message: "no answer", retryable: true, unknown: true };
