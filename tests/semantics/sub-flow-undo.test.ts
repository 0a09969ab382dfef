import { describe, expect, it } from "vitest";
import type { CompiledFlow } from "#engine/core/compile/flow-plan.ts";
import { call, World } from "./world.ts";

const SUB = "  - { id: sub, kind: subFlow, config: { flow: child } }";
const UNDO_FLOW = "  - { id: undo, kind: subFlow, config: { flow: undoing, input: =step.output } }";
const child = `
nodes:
${call("work")}
${call("undoWork")}
edges:
  - { from: start, to: work }
  - { from: work, to: undoWork, kind: compensation }`;

/** A step, what undoes it, and a call after it that fails. */
const saga = (step: string, undo: string): string => `
nodes:
${step}
${undo}
${call("end")}
edges:
  - { from: start, to: ${idOf(step)} }
  - { from: ${idOf(step)}, to: end }
  - { from: ${idOf(step)}, to: undo, kind: compensation }`;

const idOf = (node: string): string => /id: (\w+)/.exec(node)![1]!;

function worldWhere(refused: readonly string[]): World {
  const world = new World(({ nodeId = "" }) => ({ status: refused.includes(nodeId) ? 400 : 200 }));
  world.flow(child, "child");
  world.flow(`\nnodes:\n${call("takeBack")}\nedges:\n  - { from: start, to: takeBack }`, "undoing");
  return world;
}

const end = async (world: World, flow: CompiledFlow) => (await world.run(flow)).state;

describe("a sub-flow with a compensation of its own", () => {
  it("is undone by the call that its edge leads to, and its run is left alone", async () => {
    const world = worldWhere(["end"]);
    const state = await end(world, world.flow(saga(SUB, call("undo"))));
    expect(state.status).toBe("compensated");
    expect(world.called).toEqual(["work", "end", "undo"]);
  });

  it("is undone by another sub-flow", async () => {
    const world = worldWhere(["end"]);
    const state = await end(world, world.flow(saga(SUB, UNDO_FLOW)));
    expect(state.status).toBe("compensated");
    expect(world.called).toEqual(["work", "end", "takeBack"]);
  });
});

describe("a sub-flow that undoes a step", () => {
  it("has undone it when its run has completed", async () => {
    const world = worldWhere(["end"]);
    const state = await end(world, world.flow(saga(call("order"), UNDO_FLOW)));
    expect(state.status).toBe("compensated");
    expect(world.called).toEqual(["order", "end", "takeBack"]);
  });

  it("has not when its run has failed", async () => {
    const world = worldWhere(["end", "takeBack"]);
    const state = await end(world, world.flow(saga(call("order"), UNDO_FLOW)));
    expect(state).toMatchObject({ status: "compensation_incomplete", ending: { undo: { failure: { code: "subflow/failed" } } } });
  });
});

describe("a sub-flow that is being undone while the run that waits for it goes on", () => {
  const flowText = `
nodes:
${SUB}
  - { id: back, kind: compensate, config: {} }
  - { id: nap, kind: wait, config: { signal: never } }
edges:
  - { from: start, to: sub }
  - { from: sub, to: back }
  - { from: back, to: nap }`;

  it("is let go when that run is canceled while both are held", async () => {
    const answer = Promise.withResolvers<null>();
    const world = new World(async ({ nodeId }) => {
      if (nodeId === "undoWork") await answer.promise;
      return {};
    });
    world.flow(
      `
nodes:
${call("work")}
${call("more")}
${["undoWork", "undoMore"].map((id) => call(id)).join("\n")}
edges:
  - { from: start, to: more }
  - { from: more, to: work }
  - { from: work, to: undoWork, kind: compensation }
  - { from: more, to: undoMore, kind: compensation }`,
      "child",
    );
    const runId = await world.start(world.flow(flowText));
    await world.engine.pass(0);
    expect(world.called.at(-1)).toBe("undoWork");
    await world.engine.send(runId, { type: "pause", by: "Ada" });
    await world.engine.pass(0);
    answer.resolve(null);
    await world.engine.settle(runId, { jump: false });
    await world.engine.send(runId, { type: "cancel", by: "Ada", compensate: true });
    expect(await world.engine.settle(runId)).toBe("canceled");
    expect(world.called).toEqual(["more", "work", "undoWork", "undoMore"]);
  });
});

describe("a sub-flow that has run out of time", () => {
  it("says so, and not only that its run was canceled", async () => {
    const world = new World();
    world.flow(
      `
nodes:
  - { id: nap, kind: wait, config: { signal: never } }
edges:
  - { from: start, to: nap }`,
      "child",
    );
    const state = await end(
      world,
      world.flow(
        `
nodes:
${SUB}
edges:
  - { from: start, to: sub }`.replace("id: sub,", "id: sub, timeout: PT1M,"),
      ),
    );
    expect(state).toMatchObject({ status: "failed", ending: { failure: { code: "step/deadline", nodeId: "sub" } } });
  });
});
