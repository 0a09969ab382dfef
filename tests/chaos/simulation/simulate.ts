import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import { hasEnded } from "#engine/core/machine/run-event.ts";
import { createMemoryDatabase, type MemoryDatabase } from "#engine/memory/memory-database.ts";
import { createMemoryFlowVersions, type MemoryFlowVersions } from "#engine/memory/memory-flow-versions.ts";
import { createMemoryRunStore } from "#engine/memory/memory-run-store.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import type { RunStore } from "#engine/runtime/ports.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { drawFlow } from "../plan/draw-flow.ts";
import { planRuns, type PlannedRun } from "../plan/planned-run.ts";
import { sketches } from "../plan/sketch.ts";
import { checkWorld } from "./check-world.ts";
import { SimulatedProcess, type ProcessPorts, type Sabotage } from "./simulated-process.ts";
import { SimulatedSink } from "./simulated-sink.ts";
import { VirtualWorld } from "./virtual-world.ts";

export interface SimulationResult {
  readonly seed: number;
  /** Empty when everything held. */
  readonly problems: readonly string[];
  readonly digest: string;
  readonly steps: number;
  readonly kills: number;
  readonly runs: number;
}

const ORG = "sim";
const RUNS = 6;
const PROCESSES = 3;
/** A hint that a process took and nobody answered counts as lost after this long, as for the sweep on Postgres. */
const HINT_LOST_AFTER_MS = 3_000;
/** Faults come until then; afterwards every run must end. */
const FAULTS_UNTIL_MS = 6_000;
const MUST_END_AFTER_MS = 60_000;
/** How often somebody looks for runs of those that have no lease any more. */
const SWEEP_EVERY_MS = 1_000;

const compiled = Object.entries(sketches).map(([flowId, sketch]) => {
  const document = drawFlow(flowId, sketch);
  const { plan, problems } = compileFlow(document, nodeDefinitions);
  if (!plan) throw new Error(JSON.stringify(problems));
  return { document, plan, flowVersionId: `${flowId}@1`, number: 1 };
});

/** One history: a few runs on a few processes that are killed, frozen and cut off, as the seed decides. */
export async function simulate(seed: number, sabotage?: Sabotage): Promise<SimulationResult> {
  return new Simulation(seed, sabotage).run();
}

class Simulation {
  readonly #seed: number;
  readonly #world: VirtualWorld;
  readonly #database: MemoryDatabase = createMemoryDatabase();
  readonly #flows: MemoryFlowVersions = createMemoryFlowVersions();
  readonly #sink: SimulatedSink;
  readonly #processes: SimulatedProcess[] = [];
  readonly #planned: readonly PlannedRun[];
  readonly #runIds = new Map<string, PlannedRun>();
  readonly #troubles: string[] = [];
  readonly #withoutLease = new Set<SimulatedProcess>();
  readonly #ports: ProcessPorts;
  readonly #outside: RunStore;
  #kills = 0;

  constructor(seed: number, sabotage?: Sabotage) {
    this.#seed = seed;
    this.#world = new VirtualWorld(seed);
    this.#sink = new SimulatedSink(this.#world);
    const names = Object.keys(sketches);
    const first = Math.floor(this.#world.random() * names.length);
    const flowIds = Array.from({ length: RUNS }, (_, n) => names[(first + n) % names.length]!);
    this.#planned = planRuns(seed, RUNS, { flowIds, faultRate: 0.3 });
    for (const flow of compiled) this.#flows.add(flow);
    this.#ports = {
      world: this.#world,
      database: this.#database,
      flows: this.#flows,
      sink: this.#sink,
      onHint: (runId) => this.#deliverHint(runId),
      onInbox: (runId) => this.#deliverPoke(runId),
      onTrouble: (error) => this.#troubles.push(error instanceof Error ? error.message : String(error)),
      ...(sabotage === undefined ? {} : { sabotage }),
    };
    this.#outside = this.#storeOf("outside");
  }

  async run(): Promise<SimulationResult> {
    for (let n = 0; n < PROCESSES; n += 1) this.#startProcess();
    this.#planned.forEach((planned, index) => this.#startRun(planned, index));
    this.#scheduleTrouble();
    this.#scheduleSweep();
    this.#schedulePeople();
    await this.#world.run(() => this.#isOver(), FAULTS_UNTIL_MS + MUST_END_AFTER_MS);
    for (const process of this.#processes) process.kill();
    const problems = [
      ...this.#troubles.map((message) => `trouble: ${message}`),
      ...checkWorld({ database: this.#database, flows: compiled, sink: this.#sink, runs: this.#runIds, planned: this.#planned }),
    ];
    const { steps } = this.#world;
    return { seed: this.#seed, problems, digest: this.#world.digest(), steps, kills: this.#kills, runs: RUNS };
  }

  #storeOf(poolId: string): RunStore {
    const { onHint, onInbox } = this.#ports;
    return createMemoryRunStore({
      clock: this.#world,
      flowIdOf: this.#flows.flowIdOf,
      database: this.#database,
      poolId,
      onHint,
      onInbox,
    });
  }

  #startProcess(): void {
    this.#processes.push(new SimulatedProcess(`pool-${this.#processes.length + 1}`, this.#ports));
  }

  /** The request arrives up to three times, as from a client that lost the answer. */
  #startRun(planned: PlannedRun, index: number): void {
    const { plan, flowVersionId } = compiled.find(({ document }) => document.id === planned.flowId)!;
    const input = planned.script as unknown as JsonValue;
    const tries = 1 + Math.floor(this.#world.between(0, 3));
    for (let n = 1; n <= tries; n += 1) {
      const runId = `run-${index}-${n}`;
      const { contentHash } = plan;
      const started = { flow: planned.flowId, version: 1, contentHash, trigger: "start", input, seed: this.#seed % 2 ** 32 };
      this.#world.after(this.#world.between(0, 1_500), () => {
        const run = { runId, orgId: ORG, flowVersionId, triggerKey: planned.id, started };
        void this.#outside.createRuns([run]).then(([created]) => {
          this.#runIds.set(created!.runId, planned);
          if (created!.created) this.#sendSignals(created!.runId, planned);
        });
      });
    }
  }

  #sendSignals(runId: string, { signals }: PlannedRun): void {
    for (const { name, afterMs } of signals) {
      for (const copy of [1, 2]) {
        this.#world.after(afterMs * copy, () => {
          const body = { type: "signal", name, payload: { name } } as const;
          void this.#outside.post({ runId, dedupeKey: `signal ${name}`, body });
        });
      }
    }
  }

  /** Hints get lost, come twice and come late. */
  #deliverHint(runId: string): void {
    if (this.#world.chance(0.1)) return void this.#database.hints.delete(runId);
    for (let copies = this.#world.chance(0.1) ? 2 : 1; copies > 0; copies -= 1) {
      this.#world.after(this.#world.between(0.1, 60), () => {
        this.#world.pick(this.#processes.filter((process) => process.isAlive))?.hint(runId);
        this.#world.after(HINT_LOST_AFTER_MS, () => this.#database.hints.delete(runId));
      });
    }
  }

  #deliverPoke(runId: string): void {
    if (this.#world.chance(0.2)) return;
    this.#world.after(this.#world.between(0.1, 60), () => this.#processes.forEach((process) => process.poke(runId)));
  }

  #scheduleTrouble(): void {
    const next = (): void => {
      if (this.#world.passedMs > FAULTS_UNTIL_MS) return;
      this.#strike();
      this.#world.after(this.#world.between(20, 700), next);
    };
    this.#world.after(this.#world.between(5, 400), next);
  }

  #strike(): void {
    const victim = this.#world.pick(this.#processes.filter((process) => process.isAlive));
    if (!victim) return;
    this.#kills += 1;
    const isKill = this.#world.chance(0.6);
    this.#world.note(`${isKill ? "kill" : "freeze"} ${victim.poolId}`);
    if (isKill) victim.kill();
    else {
      victim.freeze();
      this.#world.after(this.#world.between(1, 6_000), () => victim.wakeAsZombie(this.#world.between(0, 300)));
    }
    this.#world.after(isKill ? this.#world.between(10, 300) : 3_000, () => this.#recover(victim));
    this.#world.after(this.#world.between(50, 1_500), () => this.#startProcess());
  }

  /** What a peer does with the proof of death in hand: frees the runs, so that their epoch rises, and hints them. Here the
   * machine is to blame for every death, so no run is suspected of it. */
  #recover(victim: SimulatedProcess): void {
    this.#withoutLease.add(victim);
    const { poolId } = victim;
    for (const run of this.#database.runs.values()) {
      if (run.owner !== poolId) continue;
      run.owner = undefined;
      run.epoch += 1;
      if (run.status !== "paused") run.status = "queued";
      this.#database.hints.add(run.runId);
      this.#deliverHint(run.runId);
    }
  }

  /** What was sent before a death arrives after it, and who wakes after a freeze goes on for a while: both can take a run again. */
  #scheduleSweep(): void {
    this.#world.after(SWEEP_EVERY_MS, () => {
      for (const process of this.#withoutLease) this.#recover(process);
      if (!this.#isOver()) this.#scheduleSweep();
    });
  }

  /** Several people decide every approval at about the same time; they all see the same script. */
  #schedulePeople(): void {
    const look = (): void => {
      for (const { approvalId, runId, status } of this.#database.approvals.values()) {
        const planned = this.#runIds.get(runId);
        if (status === "pending" && planned) this.#decide(approvalId, planned.script.decide);
      }
      if (!this.#isOver()) this.#world.after(this.#world.between(50, 400), look);
    };
    look();
  }

  #decide(approvalId: string, decision: "approved" | "rejected"): void {
    for (const name of ["Ada", "Bob"]) {
      this.#world.after(this.#world.between(0, 100), () => {
        void this.#outside.decideApproval({ orgId: ORG, approvalId, decision, by: { name, roles: ["executive"] } });
      });
    }
  }

  #isOver(): boolean {
    if (this.#world.passedMs < FAULTS_UNTIL_MS || this.#database.runs.size < RUNS) return false;
    return [...this.#database.runs.values()].every((run) => hasEnded(run.status));
  }
}
