import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { complete, simulate } from "#tests/property/simulate-run.ts";
import { compileFlow } from "../compile/compile-flow.ts";
import type { FlowDocument } from "../flow/flow-document.ts";
import type { RunEvent } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import { startRun, stepRun } from "./step-run.ts";

const BRANCHES = 20;
const branches = Array.from({ length: BRANCHES }, (_, index) => `b${index}`);

const fanOut: FlowDocument = {
  omnilink: 1,
  id: "fanOut",
  name: "Fan-out",
  nodes: [
    { id: "start", kind: "trigger.manual" },
    ...branches.map((id) => ({ id, kind: "map", config: { expression: "input" } })),
    { id: "all", kind: "join", config: { mode: "all" } },
  ],
  edges: branches.flatMap((id) => [
    { from: "start", to: id },
    { from: id, to: "all" },
  ]),
};

const plan = compileFlow(fanOut, nodeDefinitions).plan!;
const { events } = simulate(plan, (step) => complete(step));

function fold(kept?: WeakSet<object>): readonly RunState[] {
  const [first, ...rest] = events;
  const states = [startRun(plan, "run", first as Extract<RunEvent, { type: "run.started" }>).state];
  for (const event of rest) states.push(stepRun(plan, states.at(-1)!, event, kept).state);
  return states;
}

describe("tables that are kept from event to event", () => {
  it("hold the same in the end as tables that are copied", () => {
    expect(fold(new WeakSet()).at(-1)).toMatchObject({ ...fold().at(-1)!, runId: "run" });
  });

  it("are copied once, and changed in place from then on", () => {
    const [, first, second] = fold(new WeakSet());
    expect(second!.chains).toBe(first!.chains);
    expect(second!.active).toBe(first!.active);
    const [, copied, again] = fold();
    expect(again!.chains).not.toBe(copied!.chains);
  });

  it("never include what expressions see", () => {
    const [, first, second] = fold(new WeakSet());
    expect(second!.outputs).not.toBe(first!.outputs);
  });

  it("leave alone a state that somebody has been given", () => {
    const half = fold().at(BRANCHES / 2)!;
    const before = structuredClone(half);
    let state = half;
    const kept = new WeakSet<object>();
    for (const event of events.slice(half.seq)) ({ state } = stepRun(plan, state, event, kept));
    expect(state.status).toBe("completed");
    expect(half).toEqual(before);
  });
});
