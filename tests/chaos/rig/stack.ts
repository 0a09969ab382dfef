import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { openEngine, type Engine } from "#engine/index.ts";
import { createPool } from "#engine/postgres/pool.ts";
import { drawFlow } from "../plan/draw-flow.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import { sketches } from "../plan/sketch.ts";
import { EffectSink } from "./effect-sink.ts";
import { MachineFloor } from "./machine-floor.ts";
import { Fleet, type FleetOptions } from "./fleet.ts";
import { People } from "./people.ts";
import { Recovery } from "./recovery.ts";
import { Watch } from "./watch.ts";

const RETRY_MS = 100;

interface StackParts extends Pick<ChaosStack, "databaseUrl" | "engine" | "sink" | "machine"> {
  readonly folder: string;
  readonly stuckAfterMs: number;
}

/** Everything around the workers: the sink, an engine that starts runs, people who decide, and the eyes of the test. */
export class ChaosStack {
  readonly databaseUrl: string;
  readonly engine: Engine;
  readonly pool: pg.Pool;
  readonly sink: EffectSink;
  readonly people: People;
  readonly recovery: Recovery;
  readonly watch: Watch;
  readonly machine: MachineFloor;
  /** Runs whose start was acknowledged, by run id. */
  readonly accepted = new Map<string, PlannedRun>();
  readonly #fleets: Fleet[] = [];
  readonly #folder: string;
  readonly #startedAt = performance.now();

  private constructor({ databaseUrl, engine, sink, machine, folder, stuckAfterMs }: StackParts) {
    this.databaseUrl = databaseUrl;
    this.engine = engine;
    this.sink = sink;
    this.machine = machine;
    this.#folder = folder;
    this.pool = createPool({ url: databaseUrl, name: "chaos", max: 4 });
    this.people = new People(this.engine, this.pool);
    this.recovery = new Recovery(this.pool);
    this.watch = new Watch(this.pool, this.machine, stuckAfterMs);
  }

  /** A run with something to do that stays still for longer than `stuckAfterMs` is a problem. */
  static async start(databaseUrl: string, stuckAfterMs: number): Promise<ChaosStack> {
    const folder = await mkdtemp(join(tmpdir(), "omnilink-sink-"));
    // The engine refuses flows whose connections it does not know; the workers of a fleet get the same file.
    process.env["OMNILINK_CONNECTIONS"] = resolve(import.meta.dirname, "connections.yaml");
    const stack = new ChaosStack({
      databaseUrl,
      engine: await openEngine({ databaseUrl }),
      sink: await EffectSink.start(join(folder, "ledger.jsonl")),
      machine: await MachineFloor.start(join(folder, "floor")),
      folder,
      stuckAfterMs,
    });
    for (const [flowId, sketch] of Object.entries(sketches)) await stack.deploy(drawFlow(flowId, sketch));
    return stack;
  }

  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }

  /** A document is JSON, and JSON is YAML. */
  async deploy(document: FlowDocument, orgId = this.engine.orgId): Promise<void> {
    const deployed = await this.engine.flows.deploy({ orgId, source: JSON.stringify(document), deployedBy: "chaos" });
    if (!deployed.ok) throw new Error(JSON.stringify(deployed.problems));
  }

  fleet(options: Partial<FleetOptions> = {}): Fleet {
    const fleet = new Fleet({ databaseUrl: this.databaseUrl, sinkPort: this.sink.port, ...options });
    this.#fleets.push(fleet);
    return fleet;
  }

  /** Asks until the start is acknowledged, always with the same key. */
  async begin(planned: PlannedRun, orgId = this.engine.orgId): Promise<string> {
    const { id, flowId, script, signals } = planned;
    for (;;) {
      try {
        const input = script as unknown as JsonValue;
        const started = await this.engine.runs.start({ orgId, flowId, input, triggerKey: id });
        if (!started.ok) throw new Refused(JSON.stringify(started.problems));
        this.accepted.set(started.runId, planned);
        for (const { name, afterMs } of signals) this.people.signal(started.runId, name, afterMs);
        return started.runId;
      } catch (error) {
        if (error instanceof Refused) throw error;
        await pause(RETRY_MS);
      }
    }
  }

  /** Keeps at most `inFlight` of these runs open until all are started, or `isOver`. */
  async beginMany(runs: Iterable<PlannedRun>, inFlight: number, isOver: () => boolean = () => false): Promise<void> {
    for (const planned of runs) {
      if (isOver()) return;
      await this.begin(planned);
      if (this.accepted.size % 5 === 0) await this.#roomFor(inFlight, isOver);
    }
  }

  async allEnded(limitMs = 60_000): Promise<boolean> {
    const deadline = performance.now() + limitMs;
    while (performance.now() < deadline) {
      if ((await this.#open()) === 0) return true;
      await pause(50);
    }
    return false;
  }

  /** Asks the database until the condition holds; throws after `limitMs`. */
  async until(condition: string, what: string, limitMs = 60_000): Promise<void> {
    const deadline = performance.now() + limitMs;
    for (;;) {
      const { rows } = await this.pool.query<{ done: boolean }>(`select (${condition}) as done`);
      if (rows[0]!.done) return;
      if (performance.now() > deadline) throw new Error(`After ${limitMs} ms still not: ${what}`);
      await pause(20);
    }
  }

  async stop(): Promise<void> {
    await this.people.stop();
    for (const fleet of this.#fleets) await fleet.killAll();
    await this.watch.stop();
    await this.engine.close();
    await this.sink.close();
    await this.machine.stop();
    await this.pool.end();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Also resolves when nothing more is to begin: runs that stand still are for the verdict to tell. */
  async #roomFor(inFlight: number, isOver: () => boolean): Promise<void> {
    while (!isOver() && (await this.#open()) >= inFlight) await pause(20);
  }

  /** More than any limit while the database cannot tell. */
  async #open(): Promise<number> {
    try {
      const { rows } = await this.pool.query<{ open: number }>("select count(*)::int as open from run where ended_at is null");
      return rows[0]!.open;
    } catch {
      return Number.MAX_SAFE_INTEGER;
    }
  }
}

class Refused extends Error {}
