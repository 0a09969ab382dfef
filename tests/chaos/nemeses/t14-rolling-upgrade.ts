import { conclude, withDatabase, withStack, type ChaosOptions, type ChaosTest, type Findings } from "../chaos-test.ts";
import { drawFlow } from "../plan/draw-flow.ts";
import { predictRun } from "../plan/predict-run.ts";
import { planRun, type PlannedRun } from "../plan/planned-run.ts";
import type { Sketch } from "../plan/sketch.ts";
import type { ChaosStack } from "../rig/stack.ts";

const call = (id: string): Sketch => ({ type: "call", id, effect: "keyed" });
const version = (...last: Sketch[]): Sketch => ({ type: "sequence", parts: [call("a"), { type: "signal", id: "go" }, ...last] });
const VERSIONS = [version({ type: "compute", id: "m1" }, call("b")), version(call("c"), call("d"))] as const;

/** Version 2 goes live while runs of version 1 wait, one worker is replaced by another, and each run ends on its own version. */
export const rollingUpgrade: ChaosTest = {
  id: "T14",
  title: "a new version while runs of the old one wait",
  run: (options) => withDatabase(options, (url) => withStack(url, options, (stack) => run(stack, options))),
};

async function run(stack: ChaosStack, options: ChaosOptions): Promise<Findings> {
  const count = options.short ? 40 : 1_000;
  const fleet = stack.fleet();
  await fleet.add(1);
  for (const number of [1, 2]) {
    await stack.deploy(drawFlow("rolling", VERSIONS[number - 1]!));
    for (let index = 0; index < count; index += 1) await stack.begin(rolling(options.seed, number, index));
    await stack.until(`(select count(*) from run where status = 'waiting') = ${number * count}`, "all runs wait");
  }
  const [old] = fleet.members;
  await fleet.add(1);
  await fleet.stop(old!);
  for (const runId of stack.accepted.keys()) stack.people.signal(runId, "go", 0);
  const findings = await conclude(stack);
  return { ...findings, problems: [...findings.problems, ...(await versionProblems(stack, count))] };
}

function rolling(seed: number, number: number, index: number): PlannedRun {
  const planned = planRun(seed, index, { flowIds: ["retry"], faultRate: 0 });
  const id = `rolling-${seed}-${number}-${index}`;
  const script = { ...planned.script, id, refuse: {}, faults: {} };
  return { id, flowId: "rolling", version: number, script, signals: [], prediction: predictRun(VERSIONS[number - 1]!, script) };
}

async function versionProblems({ pool }: ChaosStack, count: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{ number: number; runs: number }>(
    "select v.number, count(*)::int as runs from run r join flow_version v on v.id = r.flow_version_id group by 1 order by 1",
  );
  const isRight = rows.length === 2 && rows.every(({ runs }) => runs === count);
  return isRight ? [] : [`runs by version: ${JSON.stringify(rows)}`];
}
