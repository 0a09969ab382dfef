import type { JsonValue } from "../core/json.ts";
import type { BenchWorld } from "./bench-world.ts";
import type { MeasuredProcess } from "./measured-process.ts";
import { quantile } from "./per-second.ts";
import { rounded } from "./rounded.ts";
import { walPosition } from "../postgres/write-ahead-log.ts";

/** Starts at most this many at once: what a busy gateway would have in flight. */
const STARTS_AT_ONCE = 500;

/** What kind of run is measured. */
export interface RunLoad {
  readonly flowId: string;
  readonly input: JsonValue;
}

/** Starts `count` runs and resolves when all of them have ended. */
export async function runMany(world: BenchWorld, { flowId, input }: RunLoad, count: number): Promise<void> {
  const floor = await newestRun(world);
  for (let left = count; left > 0; left -= STARTS_AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(left, STARTS_AT_ONCE) }, () => world.start(flowId, input)));
  }
  await untilAllEnded(world, floor);
}

const NO_RUN = "00000000-0000-0000-0000-000000000000";

async function newestRun({ pool }: BenchWorld): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("select id from run order by id desc limit 1");
  return rows[0]?.id ?? NO_RUN;
}

/** Until every run made after `floor` has ended. */
export async function untilAllEnded(world: BenchWorld, floor: string = NO_RUN): Promise<void> {
  await until(world, "not exists (select 1 from run where id > $1 and ended_at is null)", [floor]);
}

const LOOK_EVERY_MS = 5;

/** Asks the database until the condition holds. */
export async function until({ pool }: BenchWorld, condition: string, values: readonly unknown[] = []): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ holds: boolean }>(`select (${condition}) as holds`, [...values]);
    if (rows[0]?.holds) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** From the call that starts a run until the one who follows it sees its end; one run at a time. */
export async function timeAlone(world: BenchWorld, { flowId, input }: RunLoad, count: number) {
  const { runs, orgId } = world.engine;
  const samples: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const began = performance.now();
    const runId = await world.start(flowId, input);
    for await (const event of runs.follow(orgId, runId, 0, AbortSignal.timeout(10_000)))
      if (event.type === "run.completed") break;
    samples.push(performance.now() - began);
  }
  return { aloneP50Ms: rounded(quantile(samples, 0.5)), aloneP95Ms: rounded(quantile(samples, 0.95)) };
}

/** Many runs side by side, their starts included, and what one of them costs. */
export async function timeTogether(world: BenchWorld, load: RunLoad, count: number, worker: MeasuredProcess) {
  const walBefore = await walPosition(world.pool);
  const cpuBefore = worker.cpuSeconds();
  const began = performance.now();
  await runMany(world, load, count);
  const seconds = (performance.now() - began) / 1_000;
  return {
    runs: count,
    seconds: rounded(seconds),
    runsPerSecond: Math.round(count / seconds),
    walBytesPerRun: Math.round(((await walPosition(world.pool)) - walBefore) / count),
    workerCpuMsPerRun: rounded(((worker.cpuSeconds() - cpuBefore) * 1_000) / count),
  };
}
