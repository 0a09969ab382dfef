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
import type { MessageBody, RunStore } from "#engine/runtime/ports.ts";

/** What the outside does with a call. Both kinds of silence look the same from here. */
export type Reply = "ok" | "refused" | "busy" | "silent, done" | "silent, not done";

export interface CrashPlan {
  /** The process is killed at these calls to the store or to the outside, counted over all processes. */
  readonly killAt: ReadonlySet<number>;
  /** Killed processes that are only cut off and go on: what they store is refused. */
  readonly zombies: boolean;
  readonly reply: (request: OutgoingRequest, nth: number) => Reply;
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
  /** How often calls took effect whose receiver knows no keys and can only be asked what became of them. */
  readonly done = new Map<string, number>();
  readonly sent = new Map<string, string | undefined>();
  readonly trouble: string[] = [];
  kills = 0;
  readonly #plan: CrashPlan;
  readonly #database = createMemoryDatabase();
  readonly #time = virtualTime();
  readonly #flows = createMemoryFlowVersions();
  #current: Process;
  #awaits = 0;
  #calls = 0;

  constructor(plan: CrashPlan) {
    this.#plan = plan;
    this.#current = this.#newProcess();
  }

  add(flow: CompiledFlow): void {
    this.#flows.add({ ...flow, flowVersionId: flow.plan.contentHash, number: 1 });
  }

  /** Runs the flow to its end, whatever happens on the way. */
  async run(flow: CompiledFlow): Promise<{ state: RunState; events: readonly RunEvent[] }> {
    this.add(flow);
    const { flowId, contentHash } = flow.plan;
    const started = { flow: flowId, version: 1, contentHash, trigger: "start", input: null, seed: 7 };
    const runId = newRunId(this.#time.nowMs());
    await this.#store("people").createRuns([{ runId, orgId: ORG, flowVersionId: contentHash, started }]);
    for (let round = 0; round < 300; round += 1) {
      await this.#rest();
      const run = this.#database.runs.get(runId)!;
      if (hasEnded(run.status)) return { events: run.events, state: replayRun(flow.plan, runId, run.events) };
      await this.#goOn(flow, run);
    }
    const { status, events } = this.#database.runs.get(runId)!;
    throw new Error(`The run stands still at ${status} after ${events.length} events. ${this.trouble.join("; ")}`);
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
      clock: { monotonicMs: () => this.#time.monotonicMs(), sleep: nextTurn },
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
        const number = ++this.#awaits;
        if (!process.isDead && this.#plan.killAt.has(number) && number % 2 === 0) this.#kill(process);
        if (process.isDead && !this.#plan.zombies) return DEAD;
        const result = await call(...values);
        if (!process.isDead && this.#plan.killAt.has(number)) this.#kill(process);
        return process.isDead && !this.#plan.zombies ? DEAD : result;
      };
    const entries = Object.entries(store).map(([name, call]) => [name, around(call as never)] as const);
    return Object.fromEntries(entries) as unknown as RunStore;
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
    if (reply !== "ok" && reply !== "silent, done") return;
    this.accepted.set(idempotencyKey, body);
    const reference = idempotencyKey.replaceAll(/[:#]/g, ".");
    if (url.pathname === "/once") this.done.set(reference, (this.done.get(reference) ?? 0) + 1);
  }

  async #answer(process: Process, request: OutgoingRequest): ReturnType<Send> {
    const isQuestion = request.url.pathname.startsWith(QUESTION);
    const reply = this.#plan.reply(request, ++this.#calls);
    if (!isQuestion) this.#take(request, reply);
    const isThere = !isQuestion || this.done.has(request.url.pathname.slice(QUESTION.length));
    const number = ++this.#awaits;
    await nextTurn();
    if (!process.isDead && this.#plan.killAt.has(number)) this.#kill(process);
    if (process.isDead && !this.#plan.zombies) return DEAD;
    if (reply.startsWith("silent")) throw new SendError("http/timeout", "no answer", true);
    const status = { ok: isThere ? 200 : 404, refused: 400, busy: 503 }[reply as "ok"];
    return { status, headers: { "content-type": "application/json" }, body: JSON.stringify({ by: request.nodeId ?? null }) };
  }

  async #rest(): Promise<void> {
    const people = this.#store("people");
    for (let quiet = 0; quiet < 3; quiet += 1) {
      for (let turn = 0; turn < 4; turn += 1) await nextTurn();
      if (this.#current.driver.active > 0 || (await people.sweep()) > 0) quiet = -1;
      this.#database.hints.clear();
    }
  }

  /** What falls due next, or somebody who knows what the run waits for. */
  async #goOn({ plan }: CompiledFlow, run: MemoryRun): Promise<void> {
    const people = this.#store("people");
    for (const { approvalId, status } of this.#database.approvals.values()) {
      if (status !== "pending") continue;
      return void (await people.decideApproval({
        orgId: ORG,
        approvalId,
        decision: "approved",
        by: { name: "Ada", roles: [], isOperator: true },
      }));
    }
    for (const { nodeId, visit, phase, signal } of Object.values(replayRun(plan, run.runId, run.events).active)) {
      const asked: MessageBody = { type: "verdict", nodeId, visit, verdict: "done", by: "Ada" };
      if (phase === "undecided") return this.#post(run, asked);
      if (phase === "waiting" && signal !== undefined) return this.#post(run, { type: "signal", name: signal, payload: null });
    }
    const dues = [...this.#database.runs.values()].flatMap(({ timers }) => [...timers.values()].map(({ dueAtMs }) => dueAtMs));
    if (dues.length === 0) return;
    await this.#time.passUntil(Math.min(...dues));
    await people.fireDueTimers(100);
  }

  async #post({ runId }: MemoryRun, body: MessageBody): Promise<void> {
    await this.#store("people").post({ runId, dedupeKey: randomUUID(), body });
  }
}
