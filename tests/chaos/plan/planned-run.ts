import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import { predictRun, type Prediction, type RunScript, type SinkFault } from "./predict-run.ts";
import { nodesOfType, refusableCalls, sketches, type Sketch } from "./sketch.ts";

/** The n-th run of a seed: the same on every machine, at every time. */
export interface PlannedRun {
  /** Its trigger key, and the business key people would look it up by. */
  readonly id: string;
  readonly flowId: string;
  /** Of the flow; the deployed one when it does not matter. */
  readonly version?: number;
  readonly script: RunScript;
  readonly prediction: Prediction;
  /** Signals it waits for; they are sent this long after its start. */
  readonly signals: readonly { readonly name: string; readonly afterMs: number }[];
}

const FAULTS: readonly SinkFault[] = ["error", "error", "drop", "drop", "slow", "silent"];

export interface PlanOptions {
  /** Share of calls that meet a fault first. */
  readonly faultRate?: number;
  readonly flowIds?: readonly string[];
}

export function planRun(seed: number, index: number, options: PlanOptions = {}): PlannedRun {
  const { faultRate = 0.15, flowIds = Object.keys(sketches) } = options;
  const flowId = flowIds[index % flowIds.length]!;
  const sketch = sketches[flowId]!;
  const id = `chaos-${seed}-${index}`;
  const random = seededRandom(seed, id);
  const script: RunScript = {
    id,
    choose: random() < 0.5 ? "left" : "right",
    decide: random() < 0.7 ? "approved" : "rejected",
    pause: `PT${(0.1 + random() * 0.7).toFixed(1)}S`,
    faults: planFaults(sketch, random, flowId === "retry" ? 0.7 : faultRate),
    refuse: planRefusals(sketch, random),
  };
  const signals = nodesOfType(sketch, "signal").map((name) => ({ name, afterMs: Math.round(random() * 800) }));
  return { id, flowId, script, prediction: predictRun(sketch, script), signals };
}

export const planRuns = (seed: number, count: number, options?: PlanOptions): readonly PlannedRun[] =>
  Array.from({ length: count }, (_, index) => planRun(seed, index, options));

function planFaults(sketch: Sketch, random: () => number, rate: number): RunScript["faults"] {
  const faults: Record<string, readonly SinkFault[]> = {};
  for (const id of nodesOfType(sketch, "call").flatMap((call) => [call, `${call}Undo`])) {
    const list: SinkFault[] = [];
    while (random() < rate && list.length < 3) list.push(FAULTS[Math.floor(random() * FAULTS.length)]!);
    if (list.length > 0) faults[id] = list;
  }
  return faults;
}

/** One run in three fails somewhere; one in ten of these cannot even undo. */
function planRefusals(sketch: Sketch, random: () => number): RunScript["refuse"] {
  const calls = refusableCalls(sketch);
  const refused = random() < 0.33 ? calls[Math.floor(random() * calls.length)] : undefined;
  if (refused === undefined) return {};
  const isSequential = nodesOfType(sketch, "fork").length === 0;
  return { [refused]: true, ...(isSequential && random() < 0.1 ? { [`${calls[0]!}Undo`]: true } : {}) };
}
