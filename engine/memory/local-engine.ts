import { randomUUID } from "node:crypto";
import type { CompiledFlow } from "../core/compile/flow-plan.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";
import type { NoCaller, RunEvent, RunStatus } from "../core/machine/run-event.ts";
import { createDriver, type Driver } from "../runtime/driver.ts";
import type { NodeExecutors } from "../runtime/executor.ts";
import { newRunId } from "../runtime/new-run-id.ts";
import type { Connections, DecideApproval, DecideResult, MessageBody, PostResult, RunStore } from "../runtime/ports.ts";
import { systemClock } from "../runtime/system-clock.ts";
import { createMemoryDatabase, type MemoryApproval } from "./memory-database.ts";
import { createMemoryFlowVersions } from "./memory-flow-versions.ts";
import { createMemoryRunStore } from "./memory-run-store.ts";
import { jumpingTime, realTime, virtualTime, type LocalTime } from "./local-time.ts";

export interface LocalStart {
  readonly trigger: string;
  readonly input: JsonValue;
  readonly startedBy?: string;
  /** Variables of the environment, as expressions read them. */
  readonly env?: JsonObject;
  /** Why nobody waits for the answer of the run; absent where it stands for one that somebody waits for. */
  readonly noCaller?: NoCaller;
}

export interface LocalEngineOptions {
  readonly executors: NodeExecutors;
  readonly connections: Connections;
  /** Virtual: time stands still but for jumps to due timers. Real: timers take their time. Jumping: real but for the jumps. */
  readonly time: keyof typeof times;
  readonly onEvent?: (runId: string, event: RunEvent) => void;
  readonly random?: () => number;
}

/** What would die together. */
interface LocalProcess {
  readonly store: RunStore;
  readonly driver: Driver;
  readonly driving: Set<Promise<void>>;
  readonly killed: PromiseWithResolvers<void>;
}

const ORG = "local";
const times = { virtual: virtualTime, real: realTime, jumping: jumpingTime };

/**
 * The engine without a database: the same driver and the same core over the memory store. Runs live as long as the
 * process. With virtual time, waits cost nothing: the clock jumps to the next timer whenever everything else has come to
 * rest.
 */
export class LocalEngine {
  readonly #options: LocalEngineOptions;
  readonly #time: LocalTime;
  readonly #random: () => number;
  readonly #database = createMemoryDatabase();
  readonly #flows = createMemoryFlowVersions();
  readonly #told = new Map<string, number>();
  #process: LocalProcess;
  #trouble: Error | undefined;

  constructor(options: LocalEngineOptions) {
    this.#options = options;
    this.#time = times[options.time]();
    this.#random = options.random ?? Math.random;
    this.#process = this.#startProcess();
  }

  #startProcess(): LocalProcess {
    const store = createMemoryRunStore({
      clock: this.#time,
      flowIdOf: this.#flows.flowIdOf,
      database: this.#database,
      onHint: (runId) => this.#drive(runId),
      onInbox: (runId) => this.#process.driver.poke(runId),
      onEvents: (runId) => this.#tell(runId),
    });
    const { executors, connections } = this.#options;
    const clock = { ...systemClock, monotonicMs: () => this.#time.monotonicMs() };
    const onTrouble = (_runId: string, error: unknown): void => {
      this.#trouble ??= error instanceof Error ? error : new Error(String(error));
    };
    const driver = createDriver({ store, flows: this.#flows, executors, connections, clock, random: this.#random, onTrouble });
    return { store, driver, driving: new Set(), killed: Promise.withResolvers() };
  }

  /**
   * What a kill does: whatever is only in the memory of the process is lost, and what its calls in flight are answered
   * reaches nobody. Another process takes its runs and goes on from their history.
   */
  async crash(): Promise<void> {
    const dead = this.#process;
    this.#process = this.#startProcess();
    for (const runId of this.#database.runs.keys()) await dead.store.abandon(runId, "the process was killed");
    await this.#process.store.sweep();
    dead.killed.resolve();
  }

  /** A flow that others start as a sub-flow. */
  add(flow: CompiledFlow): void {
    this.#flows.add({ ...flow, flowVersionId: versionId(flow), number: 1 });
  }

  async start(flow: CompiledFlow, { trigger, input, startedBy, env, noCaller }: LocalStart): Promise<string> {
    const runId = newRunId(this.#time.nowMs());
    const { flowId, contentHash } = flow.plan;
    const flowVersionId = versionId(flow);
    this.add(flow);
    const seed = Math.floor(this.#random() * 2 ** 32);
    const started = {
      flow: flowId,
      version: 1,
      contentHash,
      trigger,
      input,
      seed,
      ...(startedBy === undefined ? {} : { startedBy }),
      ...(env === undefined ? {} : { env }),
      ...(noCaller === undefined ? {} : { noCaller }),
    };
    await this.#process.store.createRuns([{ runId, orgId: ORG, flowVersionId, started }]);
    return runId;
  }

  /**
   * Resolves when the run has ended or nothing but a person or a signal can move it. With `jump: false` it also stops
   * before time would have to pass; with `jump: "once"` after the next timer.
   */
  async settle(runId: string, { jump = true }: { readonly jump?: boolean | "once" } = {}): Promise<RunStatus> {
    await this.#rest();
    for (let due = this.#nextDue(); due !== undefined && jump; due = this.#nextDue()) {
      await this.#time.passUntil(due);
      await this.#process.store.fireDueTimers(100);
      await this.#rest();
      if (jump === "once") break;
    }
    this.#tell(runId);
    return this.#database.runs.get(runId)?.status ?? "queued";
  }

  /** Lets time pass although calls are in flight: what falls due meanwhile is told to whoever drives. */
  async pass(ms: number): Promise<void> {
    await someTurns();
    await this.#time.passUntil(this.#time.nowMs() + ms);
    await this.#process.store.fireDueTimers(100);
    await someTurns();
  }

  events(runId: string): Promise<readonly RunEvent[]> {
    return this.#process.store.readEvents(runId, 0);
  }

  pendingApprovals(runId: string): readonly MemoryApproval[] {
    return [...this.#database.approvals.values()].filter((approval) => approval.runId === runId && approval.status === "pending");
  }

  decide(decision: Omit<DecideApproval, "orgId">): Promise<DecideResult> {
    return this.#process.store.decideApproval({ ...decision, orgId: ORG });
  }

  send(runId: string, body: MessageBody): Promise<PostResult> {
    return this.#process.store.post({ runId, dedupeKey: randomUUID(), body });
  }

  /** As `send`, for a run that has ended and is to go on. */
  reopen(runId: string, body: MessageBody): Promise<PostResult> {
    return this.#process.store.reopen({ runId, dedupeKey: randomUUID(), body });
  }

  #drive(runId: string): void {
    const { driver, driving } = this.#process;
    const drive = driver.drive(runId).finally(() => driving.delete(drive));
    driving.add(drive);
  }

  /** Events are told in order and once, however many announcements there were. */
  #tell(runId: string): void {
    const from = this.#told.get(runId) ?? 0;
    const events = this.#database.runs.get(runId)?.events.slice(from) ?? [];
    this.#told.set(runId, from + events.length);
    for (const event of events) this.#options.onEvent?.(runId, event);
  }

  async #rest(): Promise<void> {
    await nextTurn();
    while (this.#process.driving.size > 0) {
      const { driving, killed } = this.#process;
      await Promise.race([Promise.all(driving), killed.promise]);
      await nextTurn();
    }
    if (this.#trouble) throw this.#trouble;
  }

  /** Of all runs: one may wait for another. */
  #nextDue(): number | undefined {
    const dues = [...this.#database.runs.values()].flatMap(({ timers }) => [...timers.values()].map((timer) => timer.dueAtMs));
    return dues.length === 0 ? undefined : Math.min(...dues);
  }
}

const versionId = ({ plan }: CompiledFlow): string => `${plan.flowId}@${plan.contentHash}`;

/** Hints arrive in a later microtask: after a turn of the event loop all of them have. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Enough for what was begun to come to the calls it makes. */
async function someTurns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}
