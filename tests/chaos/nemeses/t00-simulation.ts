import type { ChaosOptions, ChaosTest, Findings } from "../chaos-test.ts";
import { simulate } from "../simulation/simulate.ts";

const SHORT_SEEDS = 100;
const LONG_SEEDS = 10_000;

/** The real driver in a world where time, network, store and crashes follow one seed; each seed is a history of its own. */
export const simulation: ChaosTest = { id: "T0", title: "simulation of the driver", run };

async function run({ seed, short, progress }: ChaosOptions): Promise<Findings> {
  const seeds = short ? SHORT_SEEDS : LONG_SEEDS;
  const totals = { kills: 0, runs: 0, steps: 0 };
  const problems: string[] = [];
  for (let index = 0; index < seeds; index += 1) {
    const result = await simulate(seed + index);
    totals.kills += result.kills;
    totals.runs += result.runs;
    totals.steps += result.steps;
    problems.push(...result.problems.map((problem) => `SEED=${seed + index}: ${problem}`));
    if ((index + 1) % 2_000 === 0) progress(`${index + 1} seeds`);
  }
  const { kills, runs, steps } = totals;
  return { kills, runs, figures: { seeds, occurrences: steps }, problems };
}
