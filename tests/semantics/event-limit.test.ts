import { describe, expect, it, vi } from "vitest";
import { replayRun, stepRun } from "#engine/core/machine/index.ts";
import type { CompiledFlow } from "#engine/core/compile/flow-plan.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { call, told, World, type Story } from "./world.ts";

/** A small limit stands for the real one: the rule is the same, and a million events would take a minute. */
vi.mock("#engine/core/machine/run-limits.ts", () => ({ MAX_RUN_EVENTS: 40 }));

const loopFlow = (world: World, turns: number): CompiledFlow =>
  world.flow(`
nodes:
${call("book")}
${call("cancel")}
  - { id: turns, kind: loop, config: { while: "index < ${turns}", maxIterations: 1000 } }
  - { id: pass, kind: map, parent: turns, config: { expression: index } }
  - { id: rescue, kind: map, config: { expression: error.code } }
edges:
  - { from: start, to: book }
  - { from: book, to: cancel, kind: compensation }
  - { from: book, to: turns }
  - { from: turns, to: rescue, kind: error }`);

const limitIn = ({ events }: Story): RunEvent | undefined => events.find(({ type }) => type === "run.limitReached");

describe("a run that records more events than a run may", () => {
  it("fails, says why and what to do, and undoes what it had done", async () => {
    const world = new World();
    const story = await world.run(loopFlow(world, 1_000));
    expect(limitIn(story)).toMatchObject({
      seq: 41,
      data: {
        failure: {
          code: "run/too-many-events",
          message: `Run ${story.runId} has recorded 40 events, the most that one run may. Split its work over sub-flows, or let it emit an event that a new run goes on from.`,
        },
      },
    });
    expect(world.called).toEqual(["book", "cancel"]);
    expect(story.events.at(-1)).toMatchObject({ type: "run.compensated", data: { failure: { code: "run/too-many-events" } } });
    expect(told(story)).not.toContain("completed rescue");
  });

  it("comes to the same end from every moment of its history", async () => {
    const world = new World();
    const flow = loopFlow(world, 1_000);
    const { runId, events, state } = await world.run(flow);
    for (const { seq } of events) {
      const then = replayRun(flow.plan, runId, events.slice(0, seq));
      expect(replayRun(flow.plan, runId, events.slice(seq), then)).toEqual(state);
    }
  });

  it("is not one that is over with its last event", async () => {
    const endOf = async (turns: number) => {
      const world = new World();
      const { events, state } = await world.run(loopFlow(world, turns));
      return [state.status, events.findIndex(({ type }) => type === "run.completed") + 1];
    };
    expect(await endOf(18)).toEqual(["completed", 41]);
    expect(await endOf(19)).toEqual(["compensated", 0]);
  });

  it("has a history that means what it meant when it was recorded", async () => {
    const world = new World();
    const flow = loopFlow(world, 5);
    const { runId, events } = await world.run(flow);
    const completed = events.findLastIndex(
      ({ type, ...event }) => type === "step.completed" && "nodeId" in event && event.nodeId === "pass",
    );
    const then = replayRun(flow.plan, runId, events.slice(0, completed));
    const short = stepRun(flow.plan, then, events[completed]!).state;
    const long = stepRun(flow.plan, { ...then, seq: 99 }, { ...events[completed]!, seq: 100 }).state;
    expect({ ...long, seq: short.seq }).toEqual(short);
  });
});
