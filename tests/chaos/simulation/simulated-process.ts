import type { MemoryDatabase } from "#engine/memory/memory-database.ts";
import type { MemoryFlowVersions } from "#engine/memory/memory-flow-versions.ts";
import { createMemoryRunStore } from "#engine/memory/memory-run-store.ts";
import { createNodeExecutors } from "#engine/nodes/executors.ts";
import { createDriver, type Driver } from "#engine/runtime/driver.ts";
import { startSweepLoop, startTimerLoop } from "#engine/runtime/loops.ts";
import type { Clock, RunStore } from "#engine/runtime/ports.ts";
import type { SimulatedSink } from "./simulated-sink.ts";
import type { VirtualWorld } from "./virtual-world.ts";

export interface ProcessPorts {
  readonly world: VirtualWorld;
  readonly database: MemoryDatabase;
  readonly flows: MemoryFlowVersions;
  readonly sink: SimulatedSink;
  readonly onHint: (runId: string) => void;
  readonly onInbox: (runId: string) => void;
  readonly onTrouble: (error: unknown) => void;
  /** What to break on purpose, to see the checks fail. */
  readonly sabotage?: Sabotage;
}

/** `noFence`: a checkpoint of a process that lost the run is stored. `newKeys`: every attempt has a key of its own. */
export type Sabotage = "noFence" | "newKeys";

/** One for each who waits: a promise keeps those that wait for it, and with them the world of a simulation that is over. */
const never = (): Promise<never> => new Promise(() => {});

/**
 * A worker process: the real driver and the real loops over the memory store, behind a network of its own. Every answer
 * it waits for arrives later, in any order; a dead process is one whose answers never arrive, a frozen one gets them all
 * when it wakes, by when others have its runs.
 */
export class SimulatedProcess {
  readonly poolId: string;
  readonly #ports: ProcessPorts;
  readonly #driver: Driver;
  readonly #clockOffset: number;
  #state: "alive" | "frozen" | "dead" = "alive";
  #thawed: Promise<void> = Promise.resolve();
  #thaw: () => void = () => {};

  constructor(poolId: string, ports: ProcessPorts) {
    this.poolId = poolId;
    this.#ports = ports;
    this.#clockOffset = ports.world.between(0, 1e9);
    const store = this.#distant(this.#store());
    const clock = this.#clock();
    this.#driver = createDriver({
      store,
      flows: ports.flows,
      executors: createNodeExecutors({
        send: (request) => this.#call(() => ports.sink.call(this.#sabotaged(request))),
        sendMail: () => Promise.reject(new Error("No mail is sent here.")),
      }),
      connections: { resolve: async (_org, name) => ({ name, baseUrl: "https://sink.test", headers: {}, allowPrivate: false }) },
      clock,
      random: ports.world.random,
      onTrouble: (_runId, error) => ports.onTrouble(error),
    });
    startTimerLoop({ store, clock, onError: ports.onTrouble });
    startSweepLoop({ store, clock, onError: ports.onTrouble, onFound: () => {} });
  }

  get isAlive(): boolean {
    return this.#state === "alive";
  }

  hint(runId: string): void {
    void this.#here().then(() => this.#driver.drive(runId));
  }

  poke(runId: string): void {
    void this.#here().then(() => this.#driver.poke(runId));
  }

  kill(): void {
    this.#state = "dead";
  }

  freeze(): void {
    this.#state = "frozen";
    this.#thawed = new Promise((resolve) => (this.#thaw = resolve));
  }

  /** It goes on where it was, for a while, until it notices that it has lost its lease. */
  wakeAsZombie(dieAfterMs: number): void {
    if (this.#state !== "frozen") return;
    this.#thaw();
    this.#ports.world.after(dieAfterMs, () => this.kill());
  }

  /** Resolves when this process may go on; never, when it is dead. */
  async #here(): Promise<void> {
    if (this.#state === "frozen") await this.#thawed;
    if (this.#state === "dead") await never();
  }

  /** A question to elsewhere: the process can die or freeze before it is asked and before the answer is taken. */
  async #call<Result>(work: () => Promise<Result>): Promise<Result> {
    await this.#here();
    const outcome = await work().then(
      (value) => () => value,
      (error: unknown) => () => {
        throw error;
      },
    );
    await this.#here();
    return outcome();
  }

  #store(): RunStore {
    const { world, database, flows, onHint, onInbox } = this.#ports;
    return createMemoryRunStore({ clock: world, flowIdOf: flows.flowIdOf, database, poolId: this.poolId, onHint, onInbox });
  }

  /** Every method of the store answers after the time a statement takes; the statement itself is one moment in between. */
  #distant(store: RunStore): RunStore {
    const { world } = this.#ports;
    return new Proxy(store, {
      get: (target, name: keyof RunStore) => {
        const method = target[name] as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) =>
          this.#call(async () => {
            await world.delay(world.between(0.1, 15));
            if (name === "checkpoint") this.#breakFence(args[0] as { runId: string; epoch: number });
            const result = await method(...args);
            world.note(`${this.poolId} ${name}`);
            await world.delay(world.between(0.1, 15));
            return result;
          });
      },
    });
  }

  #breakFence({ runId, epoch }: { runId: string; epoch: number }): void {
    const run = this.#ports.database.runs.get(runId);
    if (this.#ports.sabotage !== "noFence" || !run) return;
    run.owner = this.poolId;
    run.epoch = epoch;
  }

  #sabotaged<Request extends { idempotencyKey?: string }>(request: Request): Request {
    if (this.#ports.sabotage !== "newKeys") return request;
    return { ...request, idempotencyKey: `${request.idempotencyKey ?? ""}/${this.#ports.world.random()}` };
  }

  #clock(): Clock {
    const { world } = this.#ports;
    return {
      monotonicMs: () => world.passedMs + this.#clockOffset,
      sleep: async (ms) => {
        await world.delay(Math.max(ms, 1));
        await this.#here();
      },
      after: (ms, act) => world.after(Math.max(ms, 1), () => void this.#here().then(act)),
    };
  }
}
