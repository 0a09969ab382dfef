import fc from "fast-check";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { sagaFlowArbitrary, sagaMovesArbitrary } from "#tests/property/arbitraries/rich-flow.ts";
import { RandomRun } from "#tests/property/random-run.ts";
import { recordHistory, type History } from "./history.ts";

const isTelling = ({ events, trail }: RandomRun): boolean =>
  events.length <= 150 && trail.some(({ result }) => result.state.undoingBeside !== undefined);

/** Runs of which something was undone side by side. */
export async function recordParallel(seed: number, count: number): Promise<readonly History[]> {
  const histories: History[] = [];
  for (const [flow, decisions] of fc.sample(fc.tuple(sagaFlowArbitrary, sagaMovesArbitrary), { seed, numRuns: count * 40 })) {
    const { plan } = compileFlow(flow, nodeDefinitions);
    if (!plan || histories.length >= count) continue;
    const run = await new RandomRun(plan, decisions).run();
    if (isTelling(run)) histories.push(recordHistory(`parallel-${seed}-${histories.length + 1}`, "run-1", flow, run.events));
  }
  return histories;
}
