import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { call, World, type Reply } from "./world.ts";

describe("a call that takes long", () => {
  it("is seen while it lasts, and what went before it", async () => {
    const answer = Promise.withResolvers<Reply>();
    const world = new World(() => answer.promise);
    const flow = world.flow(`nodes:
  - { id: price, kind: map, config: { expression: "1" } }
${call("charge")}
edges: [{ from: start, to: price }, { from: price, to: charge }]`);
    const runId = await world.start(flow);
    const seen = async () =>
      (await world.engine.events(runId)).map((event) => ("nodeId" in event ? `${event.type} ${event.nodeId}` : event.type));
    while ((await seen()).length < 3) await sleep(5);
    expect(await seen()).toEqual(["run.started", "step.completed price", "step.started charge"]);
    answer.resolve({});
    expect(await world.engine.settle(runId)).toBe("completed");
    expect((await seen()).slice(3)).toEqual(["step.completed charge", "run.completed"]);
  });
});
