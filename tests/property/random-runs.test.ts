import fc from "fast-check";
import { describe, it } from "vitest";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { FlowPlan } from "#engine/core/compile/flow-plan.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { nextVersion, withMarks } from "./arbitraries/flow-changes.ts";
import { richFlowArbitrary, sagaFlowArbitrary, sagaMovesArbitrary } from "./arbitraries/rich-flow.ts";
import { RandomRun } from "./random-run.ts";
import { checkRun } from "./run-invariants.ts";

/** OMNILINK_PROPERTY_RUNS=100000 looks for an hour; the default takes some seconds. */
const numRuns = Number(process.env["OMNILINK_PROPERTY_RUNS"] ?? 1_500);

function planOf(document: FlowDocument): FlowPlan {
  const { plan, problems } = compileFlow(document, nodeDefinitions);
  if (!plan) throw new Error(JSON.stringify(problems, null, 2));
  return plan;
}

const moves = fc.array(fc.nat(16 * 1_024 - 1), { maxLength: 80, size: "max" });

const picks = fc.array(fc.nat(100), { minLength: 20, maxLength: 20 });

describe("a run in a world that does what it likes", () => {
  it("keeps its promises to the end", async () => {
    await fc.assert(
      fc.asyncProperty(richFlowArbitrary, moves, async (document, decisions) => {
        checkRun(await new RandomRun(planOf(document), decisions).run());
      }),
      { numRuns },
    );
  }, 3_600_000);

  it("keeps them past points of no return, and moved to and fro between two versions", async () => {
    await fc.assert(
      fc.asyncProperty(richFlowArbitrary, moves, picks, async (drawn, decisions, choices) => {
        const document = withMarks(drawn, choices);
        const other = planOf(nextVersion(document, choices.toReversed()));
        checkRun(await new RandomRun(planOf(document), decisions, { other }).run());
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  }, 3_600_000);

  it("keeps them where much is undone side by side", async () => {
    await fc.assert(
      fc.asyncProperty(sagaFlowArbitrary, sagaMovesArbitrary, async (document, decisions) => {
        checkRun(await new RandomRun(planOf(document), decisions).run());
      }),
      { numRuns: Math.ceil(numRuns / 5) },
    );
  }, 3_600_000);
});
