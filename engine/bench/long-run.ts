import type { FlowDocument, FlowNode } from "../core/flow/flow-document.ts";
import type { BenchOptions } from "./bench-options.ts";
import { withBenchWorld, type BenchWorld } from "./bench-world.ts";
import { rounded } from "./rounded.ts";
import { runMany, timeAlone, until } from "./run-load.ts";

const SHORT = 500;
const LONG = 5_000;
const SAMPLES = 5;
/** Turns of the run that is taken over: three events each. */
const TURNS_TAKEN_OVER = 2_000;

const loopOf = (id: string, turns: number, body: Pick<FlowNode, "kind" | "config">): FlowDocument => ({
  omnilink: 1,
  id,
  name: `${turns} turns`,
  nodes: [
    { id: "start", kind: "trigger.manual" },
    { id: "turns", kind: "loop", config: { while: `index < ${turns}`, maxIterations: 10_000 } },
    { id: "n", parent: "turns", ...body },
  ],
  edges: [{ from: "start", to: "turns" }],
});

/**
 * What a step costs in a run of 5,000 of them, next to one of 500: the same, if the cost of a run grows with its length
 * alone. Then a run that another process takes over in its five thousandth event.
 */
export function benchLongRun({ alone, progress, ...options }: BenchOptions) {
  return withBenchWorld(options, async (world) => {
    const { origin } = await world.startEcho();
    const count: Pick<FlowNode, "kind" | "config"> = { kind: "map", config: { expression: "index" } };
    const call = { kind: "http", config: { method: "POST", url: `${origin}/echo`, body: "=index", effect: "keyed" } };
    await world.deploy(loopOf("short", SHORT, count));
    await world.deploy(loopOf("long", LONG, count));
    await world.deploy(loopOf("calls", TURNS_TAKEN_OVER, call));
    const worker = await world.startWorker();
    const samples = Math.min(alone, SAMPLES);
    progress(`timing runs of ${SHORT} and ${LONG} steps`);
    await runMany(world, { flowId: "long", input: {} }, 2);
    const shortMs = (await timeAlone(world, { flowId: "short", input: {} }, samples)).aloneP50Ms / SHORT;
    const longMs = (await timeAlone(world, { flowId: "long", input: {} }, samples)).aloneP50Ms / LONG;
    progress("killing a worker in the middle of a run of 6,000 events");
    const takeover = await takeOver(world, () => worker.kill());
    return {
      msPerStepOf500: rounded(shortMs),
      msPerStepOf5000: rounded(longMs),
      longToShortRatio: rounded(longMs / shortMs),
      ...takeover,
    };
  });
}

/** From the kill until the peer has stored something of its own. */
async function takeOver(world: BenchWorld, kill: () => Promise<void>) {
  const runId = await world.start("calls", {});
  await until(world, "exists (select 1 from run where id = $1 and seq > $2)", [runId, (TURNS_TAKEN_OVER * 3) / 2]);
  await world.startWorker();
  const seqBefore = await seqOf(world, runId);
  const began = performance.now();
  await kill();
  const seqAtKill = await seqOf(world, runId);
  await until(world, "exists (select 1 from run where id = $1 and (seq > $2 or ended_at is not null))", [runId, seqAtKill]);
  const takenOverMs = performance.now() - began;
  await until(world, "exists (select 1 from run where id = $1 and ended_at is not null)", [runId]);
  return { eventsBeforeTakeover: seqBefore, takenOverAfterMs: rounded(takenOverMs) };
}

async function seqOf({ pool }: BenchWorld, runId: string): Promise<number> {
  const { rows } = await pool.query<{ seq: string }>("select seq from run where id = $1", [runId]);
  return Number(rows[0]!.seq);
}
