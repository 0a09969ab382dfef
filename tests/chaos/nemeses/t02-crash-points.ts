import { setTimeout as pause } from "node:timers/promises";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { conclude, withDatabase, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { planRun, type PlannedRun } from "../plan/planned-run.ts";
import { predictRun, type RunScript } from "../plan/predict-run.ts";
import { sketches } from "../plan/sketch.ts";
import type { Fleet } from "../rig/fleet.ts";
import type { ChaosStack } from "../rig/stack.ts";

const around = (method: string): readonly string[] => [`store:before-${method}`, `store:after-${method}`];

/** Points that a run of any flow below comes by three times; those in the drive of `wide` once, as its calls go out together. */
const MANY = [
  "drive:before-effects",
  "drive:after-effects",
  "drive:after-checkpoint",
  ...["call:before", "call:after"],
  ...around("checkpoint"),
];
/** Points that a run or a worker comes by at least once. */
const ONCE = ["drive:before-release", ...["claim", "fireDueTimers", "sweep"].flatMap(around)];

/** Calls in a row, a saga, and branches side by side. */
const FLOWS = ["retry", "saga", "forkJoin", "wide"];
/** What the receiver refuses: the saga goes back, the others come through. */
const REFUSED: Readonly<Record<string, RunScript["refuse"]>> = { saga: { d: true } };
const LONG_TIMES = 20;
/** Those in the drive of a run; the loops are left to the long form. */
const SHORT_POINTS = MANY.length + 1;
/** A doomed worker that lives so long after the end of the run did not come by its point; the loops have theirs once a second. */
const DOOMED_MS = 2_000;
const RUN_MS = 30_000;
const LOOKS_EVERY_MS = 20;

/** A run dies at each named point, is taken over, and its history must be that of a run that never died. */
export const crashPoints: ChaosTest = {
  id: "T2",
  title: "every named crash point",
  run: (options) => withDatabase(options, (url) => withStack(url, options, (stack) => run(stack, options))),
};

async function run(stack: ChaosStack, options: ChaosOptions): Promise<Findings> {
  const rescuers = stack.fleet();
  const flows = options.short ? ["saga"] : FLOWS;
  const problems: string[] = [];
  const normal = new Map<string, string>();
  await rescuers.add(1);
  for (const [index, flowId] of flows.entries()) normal.set(flowId, await historyOf(stack, probe(options.seed, index, flowId)));
  await rescuers.killAll();
  let index = 1_000;
  for (const point of options.short ? [...MANY, ...ONCE].slice(0, SHORT_POINTS) : [...MANY, ...ONCE]) {
    for (let nth = 1; nth <= (options.short ? 1 : LONG_TIMES); nth += 1) {
      const flowId = flows[nth % flows.length]!;
      const planned = probe(options.seed, (index += 1), flowId);
      const visit = 1 + (nth % timesBy(point, flowId));
      const history = await crashAt(stack, `${point}:${visit}`, planned);
      if (history === undefined) problems.push(`${point} was not reached by ${flowId}`);
      else if (history !== normal.get(flowId)) problems.push(`${point}, ${flowId}: ${history} instead of ${normal.get(flowId)!}`);
    }
    options.progress(point);
  }
  return { ...(await conclude(stack, { problems })), kills: stack.recovery.kills };
}

const timesBy = (point: string, flowId: string): number =>
  !MANY.includes(point) || (flowId === "wide" && point.startsWith("drive:")) ? 1 : 3;

/** One run of a flow, always with the same script but for its id, so that histories can be compared. */
function probe(seed: number, index: number, flowId: string): PlannedRun {
  const planned = planRun(seed, 0, { flowIds: [flowId], faultRate: 0 });
  const id = `point-${seed}-${index}`;
  const script = { ...planned.script, id, faults: {}, refuse: REFUSED[flowId] ?? {} };
  return { ...planned, id, script, prediction: predictRun(sketches[flowId]!, script) };
}

/** The doomed worker is started for this run alone; undefined when it came through without dying. */
async function crashAt(stack: ChaosStack, point: string, planned: PlannedRun): Promise<string | undefined> {
  const doomed = stack.fleet({ env: { OMNILINK_CRASH_AT: point }, restart: false });
  await doomed.add(1);
  const runId = await stack.begin(planned);
  const died = await dies(stack, doomed, runId);
  await doomed.killAll();
  const rescuer = stack.fleet();
  await rescuer.add(1);
  stack.recovery.kills += 1;
  const history = await historyOf(stack, planned);
  await rescuer.killAll();
  return died ? history : undefined;
}

async function dies(stack: ChaosStack, doomed: Fleet, runId: string): Promise<boolean> {
  let givenUpAt = performance.now() + RUN_MS;
  let ended = false;
  while (doomed.exits.length === 0 && performance.now() < givenUpAt) {
    await pause(LOOKS_EVERY_MS);
    if (ended || !(await hasEnded(stack, runId))) continue;
    ended = true;
    givenUpAt = performance.now() + DOOMED_MS;
  }
  return doomed.exits.length > 0;
}

async function historyOf(stack: ChaosStack, planned: PlannedRun): Promise<string> {
  const runId = await stack.begin(planned);
  await stack.until(endOf(runId), "the run ended");
  return summarize(await stack.engine.runs.events(stack.engine.orgId, runId, 0));
}

const endOf = (runId: string): string => `exists (select 1 from run where id = '${runId}' and ended_at is not null)`;

async function hasEnded({ pool }: ChaosStack, runId: string): Promise<boolean> {
  const { rows } = await pool.query<{ ended: boolean }>(`select ${endOf(runId)} as ended`);
  return rows[0]!.ended;
}

/**
 * Without attempts and the pauses between them, which a crash adds to; branches side by side may interleave in another order,
 * so theirs are sorted.
 */
function summarize(events: readonly RunEvent[]): string {
  const told = events.flatMap((event) => {
    if (["step.started", "attempt.failed", "timer.fired"].includes(event.type)) return [];
    return ["nodeId" in event ? `${event.type} ${event.nodeId}#${event.visit}` : event.type];
  });
  const isParallel = told.some((line) => /^step.completed (both|all)#/.test(line));
  return (isParallel ? told.toSorted() : told).join("; ");
}
