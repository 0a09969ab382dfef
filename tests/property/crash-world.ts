import { randomUUID } from "node:crypto";
import type { CompiledFlow } from "#engine/core/compile/flow-plan.ts";
import { StepFailure } from "#engine/core/failure.ts";
import { replayRun } from "#engine/core/machine/index.ts";
import { hasEnded, type RunEvent } from "#engine/core/machine/run-event.ts";
import type { RunState } from "#engine/core/machine/run-state.ts";
import { virtualTime } from "#engine/memory/local-time.ts";
import { createMemoryDatabase, type MemoryRun } from "#engine/memory/memory-database.ts";
import { createMemoryFlowVersions } from "#engine/memory/memory-flow-versions.ts";
import { createMemoryRunStore } from "#engine/memory/memory-run-store.ts";
import { createNodeExecutors } from "#engine/nodes/executors.ts";
import { SendError, type OutgoingRequest, type Send } from "#engine/nodes/sender.ts";
import { createDriver, type Driver } from "#engine/runtime/driver.ts";
import { newRunId } from "#engine/runtime/new-run-id.ts";
import type { RunStore } from "#engine/runtime/ports.ts";
import { checkpointDelta } from "#engine/runtime/checkpoint-delta.ts";
import { firstDifference } from "#engine/runtime/operations/first-difference.ts";
import { timelessClock } from "../support/timeless-clock.ts";
import { CrashPeople } from "./crash-people.ts";

/** What the outside does with a call. Both kinds of silence look the same from here; what is garbled or cut off was done. */
export type Reply = "ok" | "refused" | "busy" | "silent, done" | "silent, not done" | "garbled" | "cut off";

const DONE: ReadonlySet<Reply> = new Set(["ok", "silent, done", "garbled", "cut off"]);
/** Receivers that honor no key: what they do twice is done twice. */
const WITHOUT_KEYS: ReadonlySet<string> = new Set(["/once", "/wire"]);

export interface CrashPlan {
  /** The process is killed at these calls to the store or to the outside, counted over all processes. */
  readonly killAt: ReadonlySet<number>;
  /** Killed processes that are only cut off and go on: what they store is refused. */
  readonly zombies: boolean;
  readonly reply: (request: OutgoingRequest, nth: number) => Reply;
  /** What people do, by the call to the store or to the outside at which they do it. */
  readonly acts?: ReadonlyMap<number, number>;
  /** What they do once everything has ended, one thing after the other. */
  readonly afterwards?: readonly number[];
  /** How they answer; default: as is best for the run. */
  readonly answers?: () => number;
}

interface Process {
  readonly poolId: string;
  readonly driver: Driver;
  isDead: boolean;
}

const DEAD = new Promise<never>(() => {});
const ORG = "local";
/** Where a receiver without keys is asked what became of a call. */
const QUESTION = "/found/";
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Real drivers, one after the other, on one database in memory, with an outside that honors idempotency keys. */
export class CrashWorld {
  /** Bodies by key: a key is accepted once, and always comes with the same bytes. */
  readonly accepted = new Map<string, string | undefined>();
  /** How often calls took effect whose receiver knows no keys: some can be asked what became of them, others cannot. */
  readonly done = new Map<string, number>();
  readonly sent = new Map<string, string | undefined>();
  readonly trouble: string[] = [];
  kills = 0;
  readonly #plan: CrashPlan;
  readonly #database = createMemoryDatabase();
  readonly #time = virtualTime();
  readonly #flows = createMemoryFlowVersions();
  readonly #versions = new Map<string, CompiledFlow>();
  #current: Process;
  readonly #next = new Map<string, CompiledFlow>();
  readonly #people: CrashPeople;
  #awaits = 0;
  #calls = 0;
  #slept = 0;

  constructor(plan: CrashPlan) {
    this.#plan = plan;
    this.#current = this.#newProcess();
    const store = this.#store("people");
    this.#people = new CrashPeople({
      orgId: ORG,
      database: this.#database,
      store,
      planOf: (run) => this.#versions.get(run.flowVersionId)!.plan,
      nextOf: (run) => this.#next.get(run.flowVersionId),
      nowMs: () => this.#time.nowMs(),
      pass: (ms) => this.#time.passUntil(this.#time.nowMs() + ms),
      hint: (runId) => queueMicrotask(() => void this.#current.driver.drive(runId)),
    });
  }

  add(flow: CompiledFlow, number = 1): void {
    this.#versions.set(flow.plan.contentHash, flow);
    this.#flows.add({ ...flow, flowVersionId: flow.plan.contentHash, number });
  }

  /** People may move runs of `flow` to `next`, and back. */
  mayMove(flow: CompiledFlow, next: CompiledFlow): void {
    this.add(next, 2);
    this.#next.set(flow.plan.contentHash, next).set(next.plan.contentHash, flow);
  }

  /** Each with the flow of the version that it has now. */
  get ended(): readonly { readonly run: MemoryRun; readonly flow: CompiledFlow; readonly state: RunState }[] {
    return [...this.#database.runs.values()].map((run) => {
      const flow = this.#versions.get(run.flowVersionId)!;
      return { run, flow, state: replayRun(flow.plan, run.runId, run.events) };
    });
  }

  /** Runs the flow to its end, whatever happens on the way. */
  async run(flow: CompiledFlow): Promise<{ state: RunState; events: readonly RunEvent[] }> {
    this.add(flow);
    const { flowId, contentHash } = flow.plan;
    const started = { flow: flowId, version: 1, contentHash, trigger: "start", input: null, seed: 7 };
    const runId = newRunId(this.#time.nowMs());
    await this.#store("people").createRuns([{ runId, orgId: ORG, flowVersionId: contentHash, started }]);
    const afterwards = [...(this.#plan.afterwards ?? [])];
    for (let round = 0; round < 400; round += 1) {
      await this.#rest();
      this.#requireTruth();
      if (![...this.#database.runs.values()].every(({ status }) => hasEnded(status))) await this.#goOn();
      else if (afterwards.length > 0) await this.#people.reopen(afterwards.shift()!);
      else return this.#storyOf(runId);
    }
    const open = [...this.#database.runs.values()].map(
      ({ status, events }) => `${status} after ${events.length} events, the last ${events.at(-1)?.type}`,
    );
    throw new Error(`Runs stand still: ${open.join(", ")}. ${this.trouble.join("; ")}`);
  }

  #storyOf(runId: string): { state: RunState; events: readonly RunEvent[] } {
    const { events, flowVersionId } = this.#database.runs.get(runId)!;
    return { events, state: replayRun(this.#versions.get(flowVersionId)!.plan, runId, events) };
  }

  /** Where nothing moves, the tables say what the log says. */
  #requireTruth(): void {
    for (const { run, flow, state } of this.ended) {
      if (run.owner !== undefined) continue;
      const name = `Run ${run.runId} of ${run.flowId}`;
      const kept = run.snapshot === undefined || hasEnded(run.status) ? state : (JSON.parse(run.snapshot) as RunState);
      const goneOn = replayRun(flow.plan, run.runId, run.events.slice(kept.seq), kept);
      const wrong = firstDifference(JSON.parse(JSON.stringify(goneOn)), JSON.parse(JSON.stringify(state)));
      if (wrong) throw new Error(`${name} was kept in another state than its log gives: ${JSON.stringify(wrong)}`);
      if (hasEnded(state.status) !== hasEnded(run.status)) throw new Error(`${name} is ${run.status}, its log ${state.status}.`);
      const { deadlineMs: _deadline, ...timeless } = state;
      const wanted = hasEnded(state.status) ? [] : checkpointDelta({ ...timeless, active: {} }, state, []).setTimers;
      const timers = [...run.timers.values()].map(({ nodeId, visit, dueAtMs }) => `${nodeId}#${visit} ${dueAtMs}`);
      const due = wanted.map(({ nodeId, visit, dueAt }) => `${nodeId}#${visit} ${Date.parse(dueAt)}`);
      if (timers.toSorted().join() !== due.toSorted().join())
        throw new Error(`${name} has the timers ${timers.join(", ")} where it needs ${due.join(", ")}.`);
      this.#requireQuestions(name, run, state);
    }
  }

  #requireQuestions(name: string, { runId }: MemoryRun, { active }: RunState): void {
    const asked = [...this.#database.approvals.values()].filter((one) => one.runId === runId && one.status === "pending");
    const open = new Set(Object.values(active).map(({ approvalId }) => approvalId));
    if (!asked.every(({ approvalId }) => open.has(approvalId)))
      throw new Error(`${name} asks people for what it does not wait for.`);
  }

  #newProcess(): Process {
    const poolId = randomUUID();
    const process: Process = { poolId, isDead: false, driver: undefined as never };
    const connections = { resolve: () => Promise.reject(new StepFailure({ code: "connection/unknown", message: "none" })) };
    const driver = createDriver({
      store: this.#mortal(process, this.#store(poolId)),
      flows: this.#flows,
      executors: createNodeExecutors({
        send: (request) => this.#answer(process, request),
        sendMail: () => Promise.reject(new Error("No mail is sent here.")),
      }),
      connections,
      clock: { ...timelessClock, monotonicMs: () => this.#time.monotonicMs(), sleep: () => this.#sleep() },
      random: () => 0.5,
      onTrouble: (_runId, error) => void this.trouble.push(String(error)),
    });
    return Object.assign(process, { driver });
  }

  #store(poolId: string): RunStore {
    return createMemoryRunStore({
      clock: this.#time,
      flowIdOf: this.#flows.flowIdOf,
      database: this.#database,
      poolId,
      onHint: (runId) => void this.#current.driver.drive(runId),
      onInbox: (runId) => this.#current.driver.poke(runId),
    });
  }

  /** The store as a process sees it that may die before or after any of its calls. */
  #mortal(process: Process, store: RunStore): RunStore {
    const around =
      (call: (...values: never[]) => Promise<unknown>) =>
      async (...values: never[]) => {
        if (process.isDead && !this.#plan.zombies) return DEAD;
        const number = this.#nextAwait();
        if (!process.isDead && this.#plan.killAt.has(number) && number % 2 === 0) this.#kill(process);
        if (process.isDead && !this.#plan.zombies) return DEAD;
        const result = await call(...values);
        if (!process.isDead && this.#plan.killAt.has(number)) this.#kill(process);
        return process.isDead && !this.#plan.zombies ? DEAD : result;
      };
    const entries = Object.entries(store).map(([name, call]) => [name, around(call as never)] as const);
    return Object.fromEntries(entries) as unknown as RunStore;
  }

  #nextAwait(): number {
    const number = ++this.#awaits;
    const act = this.#plan.acts?.get(number);
    if (act !== undefined) queueMicrotask(() => void this.#people.act(act));
    return number;
  }

  /** As the lease does it: the runs of a process that is known to be dead are free, and handed on. */
  #kill(process: Process): void {
    this.kills += 1;
    process.isDead = true;
    this.#current = this.#newProcess();
    for (const run of this.#database.runs.values()) {
      if (run.owner === process.poolId) run.owner = undefined;
      // Its hint may have been in the hands of the dead one.
      if (run.owner === undefined) queueMicrotask(() => void this.#current.driver.drive(run.runId));
    }
  }

  /** What the receiver does with a call, whatever it says. */
  #take({ idempotencyKey = "", body, url }: OutgoingRequest, reply: Reply): void {
    const key = `${idempotencyKey} ${url.pathname}`;
    if (this.sent.has(key) && this.sent.get(key) !== body) throw new Error(`Key ${key} was sent with other bytes.`);
    this.sent.set(key, body);
    if (!DONE.has(reply)) return;
    this.accepted.set(idempotencyKey, body);
    const reference = idempotencyKey.replaceAll(/[:#]/g, ".");
    if (WITHOUT_KEYS.has(url.pathname)) this.done.set(reference, (this.done.get(reference) ?? 0) + 1);
  }

  async #answer(process: Process, request: OutgoingRequest): ReturnType<Send> {
    const isQuestion = request.url.pathname.startsWith(QUESTION);
    const reply = this.#plan.reply(request, ++this.#calls);
    if (!isQuestion) this.#take(request, reply);
    const isThere = !isQuestion || this.done.has(request.url.pathname.slice(QUESTION.length));
    const number = this.#nextAwait();
    await nextTurn();
    if (!process.isDead && this.#plan.killAt.has(number)) this.#kill(process);
    if (process.isDead && !this.#plan.zombies) return DEAD;
    if (reply.startsWith("silent")) throw new SendError("http/timeout", "no answer", true);
    const status = { refused: 400, busy: 503 }[reply as "busy"] ?? (isThere ? 200 : 404);
    if (reply === "cut off") throw new SendError("http/network", "the answer is damaged", true, { status, headers: {} });
    if (reply === "garbled") return { status, headers: { "content-type": "application/json" }, body: "<html>" };
    return { status, headers: { "content-type": "application/json" }, body: JSON.stringify({ by: request.nodeId ?? null }) };
  }

  /** Every other one lasts longer than a call: calls are quick and slow in turns. */
  async #sleep(): Promise<void> {
    this.#slept += 1;
    for (let turns = this.#slept % 2 === 0 ? 4 : 1; turns > 0; turns -= 1) await nextTurn();
  }

  async #rest(): Promise<void> {
    const people = this.#store("people");
    for (let quiet = 0; quiet < 3; quiet += 1) {
      for (let turn = 0; turn < 4; turn += 1) await nextTurn();
      if (this.#current.driver.active > 0 || (await people.sweep()) > 0) quiet = -1;
      this.#database.hints.clear();
    }
  }

  /** What falls due next, or somebody who knows what a run waits for. */
  async #goOn(): Promise<void> {
    const people = this.#store("people");
    if (await this.#people.answer(this.#plan.answers?.() ?? 0)) return;
    const dues = [...this.#database.runs.values()].flatMap(({ timers }) => [...timers.values()].map(({ dueAtMs }) => dueAtMs));
    if (dues.length === 0) return;
    await this.#time.passUntil(Math.min(...dues));
    await people.fireDueTimers(100);
  }
}
