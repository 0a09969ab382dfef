import { describe, expect, it } from "vitest";
import { told, World } from "./world.ts";

const flowWith = (onMismatch: string): string => `
nodes:
  - id: price
    kind: map
    config: { expression: input, target: { schema: { type: object, required: [total] }, onMismatch: ${onMismatch} } }
  - { id: after, kind: map, config: { expression: steps.price } }
  - { id: rescue, kind: map, config: { expression: error.code } }
edges:
  - { from: start, to: price }
  - { from: price, to: after }
  - { from: price, to: rescue, kind: error }`;

describe("a mapping whose result does not fit its contract", () => {
  it("leaves by its error edge when it rejects", async () => {
    const world = new World();
    const story = await world.run(world.flow(flowWith("reject")), {});
    expect(told(story).slice(-3)).toEqual(["failed price", "completed rescue", "run.completed"]);
    expect(story.state.output).toBe("contract/mismatch");
  });

  it("goes on and says what was wrong when it warns", async () => {
    const world = new World();
    const story = await world.run(world.flow(flowWith("warn")), {});
    expect(story.state).toMatchObject({ status: "completed", output: {} });
    const completed = story.events.find((event) => event.type === "step.completed" && event.nodeId === "price");
    expect(completed?.data).toMatchObject({
      warnings: [{ side: "target", message: expect.stringContaining('"total"') as string }],
    });
  });

  it.each([
    ["done", { total: 1 }],
    ["failed", "contract/mismatch"],
  ] as const)("waits for a person when it dead-letters, who says %s", async (verdict, output) => {
    const world = new World();
    const flow = world.flow(flowWith("deadLetter"));
    const { runId, state } = await world.run(flow, {});
    expect(state).toMatchObject({ status: "needs_decision", active: { "price#1": { question: { code: "contract/mismatch" } } } });
    expect((await world.engine.events(runId)).at(-1)).toMatchObject({ type: "step.undecided", nodeId: "price" });
    const said = verdict === "done" ? { output } : {};
    await world.engine.send(runId, { type: "verdict", nodeId: "price", visit: 1, verdict, by: "Ada", ...said });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect((await world.story(flow, runId)).state.output).toEqual(output);
  });
});
