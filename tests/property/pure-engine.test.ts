import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import type { FlowPlan } from "#engine/core/compile/flow-plan.ts";
import { seededRandom } from "#engine/core/expression/seeded-random.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { replayRun } from "#engine/core/machine/index.ts";
import { hasEnded, type RunEvent } from "#engine/core/machine/run-event.ts";
import type { ActiveStep } from "#engine/core/machine/run-state.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { flowArbitrary } from "./arbitraries/flow.ts";
import { complete, fail, simulate, type Answer } from "./simulate-run.ts";

function planOf(document: FlowDocument): FlowPlan {
  const { plan, problems } = compileFlow(document, nodeDefinitions);
  if (!plan) throw new Error(JSON.stringify(problems, null, 2));
  return plan;
}

/** What a node answers depends on the node and the seed alone, never on the order in which steps run. */
function answers(plan: FlowPlan, seed: number, failureRate: number): Answer {
  return (step: ActiveStep) => {
    const random = seededRandom(seed, step.nodeId);
    const { kind } = plan.nodes[step.nodeId]!;
    if (kind === "http" && random() < failureRate) return fail(step);
    if (kind === "branch") return complete(step, step.nodeId, random() < 0.5 ? "left" : "right");
    return complete(step);
  };
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

describe("the pure engine on random flows", () => {
  it("puts every node that is not an undo into exactly one chain", () => {
    fc.assert(
      fc.property(flowArbitrary, (document) => {
        const plan = planOf(document);
        for (const node of Object.values(plan.nodes)) {
          const owners = Object.values(plan.chains).filter((chain) => node.id in chain.states);
          expect(owners.map((chain) => chain.id)).toEqual(node.chain === undefined ? [] : [node.chain]);
        }
      }),
    );
  });

  it("brings every run to an end, with a gapless log that replays to the same state", () => {
    fc.assert(
      fc.property(flowArbitrary, seeds, seeds, (document, seed, order) => {
        const plan = planOf(document);
        const random = seededRandom(order, "order");
        const { state, events } = simulate(plan, answers(plan, seed, 0.3), { pick: (open) => Math.floor(random() * open) });
        expect(hasEnded(state.status)).toBe(true);
        expect(state.active).toEqual({});
        expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
        expect(replayRun(plan, "run-1", events)).toEqual(state);
      }),
    );
  });

  it("undoes every completed step that can be undone, strictly last first, whenever it fails", () => {
    fc.assert(
      fc.property(flowArbitrary, seeds, (document, seed) => {
        const plan = planOf(document);
        const failing = answers(plan, seed, 0.4);
        const { state, events } = simulate(plan, (step, current) => (step.undoes ? complete(step) : failing(step, current)));
        if (state.status !== "compensated") return;
        expect(undoneSteps(events)).toEqual(undoableSteps(plan, events).reverse());
      }),
    );
  });

  it("gives the same result whatever the order in which parallel branches finish", () => {
    fc.assert(
      fc.property(flowArbitrary.filter(endsInOneWay), seeds, seeds, (document, seed, order) => {
        const plan = planOf(document);
        const random = seededRandom(order, "order");
        const inOrder = simulate(plan, answers(plan, seed, 0));
        const shuffled = simulate(plan, answers(plan, seed, 0), { pick: (open) => Math.floor(random() * open) });
        expect(shuffled.state.status).toBe(inOrder.state.status);
        expect(Object.keys(shuffled.state.outputs).sort()).toEqual(Object.keys(inOrder.state.outputs).sort());
        expect(shuffled.state.visits).toEqual(inOrder.state.visits);
      }),
    );
  });
});

/** A `stop` ends the run at once: what else ran by then is a matter of order. */
const endsInOneWay = (document: FlowDocument): boolean => document.nodes.every((node) => node.kind !== "stop");

const stepName = (nodeId: string, visit: number): string => `${nodeId}#${visit}`;

function undoneSteps(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => (event.type === "step.undone" ? [stepName(event.data.nodeId, event.data.visit)] : []));
}

function undoableSteps(plan: FlowPlan, events: readonly RunEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === "step.completed" && plan.nodes[event.nodeId]!.undoBy.length > 0 ? [stepName(event.nodeId, event.visit)] : [],
  );
}
