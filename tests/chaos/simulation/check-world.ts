import type { FlowPlan } from "#engine/core/compile/flow-plan.ts";
import { replayRun } from "#engine/core/machine/index.ts";
import { hasEnded, type RunEvent } from "#engine/core/machine/run-event.ts";
import type { MemoryDatabase, MemoryRun } from "#engine/memory/memory-database.ts";
import { compareWithPrediction } from "../plan/compare-with-prediction.ts";
import type { PlannedRun } from "../plan/planned-run.ts";
import type { SimulatedSink } from "./simulated-sink.ts";

interface World {
  readonly database: MemoryDatabase;
  readonly flows: readonly { readonly plan: FlowPlan; readonly flowVersionId: string }[];
  readonly sink: SimulatedSink;
  readonly planned: readonly PlannedRun[];
  /** Every run id a client was given. */
  readonly runs: ReadonlyMap<string, PlannedRun>;
}

/** The invariants, on the maps of the memory store. Each line names the run and what it broke. */
export function checkWorld(world: World): readonly string[] {
  const { database, runs, planned, sink } = world;
  const problems = [...sink.conflicts].map((key) => `${key} came with two bodies`);
  if (runs.size !== planned.length) problems.push(`${planned.length} trigger keys made ${runs.size} runs`);
  for (const [runId, plan] of runs) {
    const run = database.runs.get(runId);
    if (!run) problems.push(`${runId} was acknowledged and is lost`);
    else problems.push(...checkRun(run, plan, world).map((problem) => `${runId} (${plan.flowId}): ${problem}`));
  }
  return problems;
}

function checkRun(run: MemoryRun, planned: PlannedRun, { flows, sink }: World): readonly string[] {
  if (!hasEnded(run.status)) return [`stuck: still ${run.status} at ${describe(run.events.at(-1))}`];
  const { plan } = flows.find(({ flowVersionId }) => flowVersionId === run.flowVersionId)!;
  const mine = [...sink.keys].filter(([key]) => key.startsWith(`${run.runId}:`));
  const accepted = mine.filter(([, { accepted: times }]) => times > 0).map(([key]) => key.slice(run.runId.length + 1));
  return [
    ...gaps(run.events),
    ...replayDifference(plan, run),
    ...compareWithPrediction(planned.prediction, { status: run.status, events: run.events, accepted }),
  ];
}

const describe = (event: RunEvent | undefined): string => (event ? `event ${event.seq}, ${event.type}` : "no event");

const gaps = (events: readonly RunEvent[]): string[] =>
  events.every((event, index) => event.seq === index + 1) ? [] : ["its log has gaps"];

function replayDifference(plan: FlowPlan, run: MemoryRun): string[] {
  const { status } = replayRun(plan, run.runId, run.events);
  return status === run.status ? [] : [`replay ends ${status}, the run ${run.status}`];
}
