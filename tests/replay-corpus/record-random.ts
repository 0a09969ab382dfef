import fc from "fast-check";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { richFlowArbitrary } from "#tests/property/arbitraries/rich-flow.ts";
import { RandomRun } from "#tests/property/random-run.ts";
import { recordHistory, type History } from "./history.ts";

const moves = fc.array(fc.nat(16 * 1_024 - 1), { maxLength: 80, size: "max" });
/** Long enough to have a story, short enough to be read when it changes. */
const isTelling = ({ events }: RandomRun): boolean => events.length >= 8 && events.length <= 150;

/** Runs of the property generator: every shape of flow, failures, deaths, people. */
export async function recordRandom(seed: number, count: number): Promise<readonly History[]> {
  const histories: History[] = [];
  const samples = fc.sample(fc.tuple(richFlowArbitrary, moves), { seed, numRuns: count * 4 });
  for (const [document, decisions] of samples) {
    const { plan } = compileFlow(document, nodeDefinitions);
    if (!plan || histories.length >= count) continue;
    const run = await new RandomRun(plan, decisions).run();
    if (isTelling(run)) histories.push(recordHistory(`random-${seed}-${histories.length + 1}`, "run-1", document, run.events));
  }
  return histories;
}
