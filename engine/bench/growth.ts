import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { BenchOptions } from "./bench-options.ts";
import { withBenchWorld, type BenchWorld } from "./bench-world.ts";
import { chain10Flow, chain10Input } from "./chain10-flow.ts";
import { copyRuns } from "./copy-runs.ts";
import type { MeasuredProcess } from "./measured-process.ts";
import { rounded } from "./rounded.ts";
import { runMany, timeAlone, timeTogether, until } from "./run-load.ts";

const RUNS = 3_000;
const TURNS = 4;
const FULL = { finished: 1_000_000, waiting: 100_000 };
const SMALL = { finished: 100_000, waiting: 10_000 };

const sleeper: FlowDocument = {
  omnilink: 1,
  id: "sleeper",
  name: "Wait for a signal, or a month",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "sleep", kind: "wait", config: { signal: "wakeUp", timeout: "P30D" } },
  ],
  edges: [{ from: "start", to: "sleep" }],
};

const load = { flowId: "chain10", input: chain10Input };

/**
 * chain10 in an empty database, and in one where many runs have ended and many wait. The two are measured in turns, so that
 * a minute in which the machine has other things to do slows both down, and each is the best of its turns.
 */
export function benchGrowth({ runs = RUNS, alone, small, progress, ...options }: BenchOptions) {
  const { finished, waiting } = small ? SMALL : FULL;
  return withBenchWorld(options, (empty) =>
    withBenchWorld(options, async (full) => {
      const [atEmpty, atFull] = [await prepare(empty, runs), await prepare(full, runs)];
      progress(`adding ${finished} ended and ${waiting} waiting runs`);
      const began = performance.now();
      await fill(full, finished, waiting);
      const fillSeconds = rounded((performance.now() - began) / 1_000);
      for (let turn = 1; turn <= TURNS; turn += 1) {
        progress(`turn ${turn} of ${TURNS}`);
        await takeTurn(atEmpty, runs, alone);
        await takeTurn(atFull, runs, alone);
      }
      return {
        ...{ finishedRuns: finished, waitingRuns: waiting, fillSeconds },
        databaseMegabytes: await databaseMegabytes(full),
        emptyRunsPerSecond: atEmpty.runsPerSecond,
        fullRunsPerSecond: atFull.runsPerSecond,
        fullToEmptyRatio: rounded(atFull.runsPerSecond / atEmpty.runsPerSecond),
        emptyAloneP50Ms: atEmpty.aloneP50Ms,
        fullAloneP50Ms: atFull.aloneP50Ms,
      };
    }),
  );
}

interface Side {
  readonly world: BenchWorld;
  readonly worker: MeasuredProcess;
  runsPerSecond: number;
  aloneP50Ms: number;
}

async function prepare(world: BenchWorld, runs: number): Promise<Side> {
  await world.deploy(chain10Flow);
  await world.deploy(sleeper);
  const worker = await world.startWorker();
  await runMany(world, load, runs);
  return { world, worker, runsPerSecond: 0, aloneP50Ms: Infinity };
}

async function takeTurn(side: Side, runs: number, alone: number): Promise<void> {
  const { aloneP50Ms } = await timeAlone(side.world, load, alone);
  const { runsPerSecond } = await timeTogether(side.world, load, runs, side.worker);
  side.aloneP50Ms = Math.min(side.aloneP50Ms, aloneP50Ms);
  side.runsPerSecond = Math.max(side.runsPerSecond, runsPerSecond);
}

/** Older than every run that is made, in the order in which they would have come. */
async function fill(world: BenchWorld, finished: number, waiting: number): Promise<void> {
  const { rows } = await world.pool.query<{ id: string; ms: number }>(
    "select id, (extract(epoch from clock_timestamp()) * 1000)::float8 as ms from run where ended_at is not null limit 1",
  );
  const fromMs = Math.floor(rows[0]!.ms) - finished - waiting - 3_600_000;
  await copyRuns(world, { runId: rows[0]!.id, count: finished, fromMs });
  const asleep = await world.start("sleeper", {});
  await until(world, "exists (select 1 from run where id = $1 and status = 'waiting' and owner is null)", [asleep]);
  await copyRuns(world, { runId: asleep, count: waiting, fromMs: fromMs + finished });
  await world.pool.query("analyze");
  await world.pool.query("checkpoint");
}

async function databaseMegabytes({ pool }: BenchWorld): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>("select pg_database_size(current_database()) as bytes");
  return Math.round(Number(rows[0]!.bytes) / 2 ** 20);
}
