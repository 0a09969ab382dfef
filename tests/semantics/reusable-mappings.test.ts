import { describe, expect, it } from "vitest";
import { told, World } from "./world.ts";

const flow = (expression: string): string => `
mappings:
  total@1: { expression: $sum(input.lines.(price * qty)) }
  stamped@1: { expression: '{ "at": $millis(), "total": $useMapping("total@1", input) }' }
  broken@1: { expression: input.name + 1 }
  strict@1: { expression: input.name, input: { required: [customer] }, output: { type: number } }
  promise@1: { expression: input.name, output: { type: number } }
nodes:
  - { id: price, kind: map, config: { expression: '${expression}' } }
  - { id: rescue, kind: map, config: { expression: error.message } }
edges:
  - { from: start, to: price }
  - { from: price, to: rescue, kind: error }`;

const order = {
  name: "A-1",
  lines: [
    { price: 2, qty: 3 },
    { price: 1, qty: 4 },
  ],
};

describe("a run that uses reusable mappings", () => {
  it("uses those that its flow brings along", async () => {
    const world = new World();
    const story = await world.run(world.flow(flow('$useMapping("total@1", input)')), order);
    expect(story.state).toMatchObject({ status: "completed", output: 10 });
  });

  it("takes them into templates of a config, and recorded time into them", async () => {
    const world = new World();
    const story = await world.run(world.flow(flow('$useMapping("stamped@1", input)')), order);
    expect(story.state).toMatchObject({ status: "completed", output: { total: 10, at: expect.any(Number) as number } });
  });

  it("leaves by the error edge with the words of the mapping that failed", async () => {
    const world = new World();
    const story = await world.run(world.flow(flow('$useMapping("broken@1", input)')), order);
    expect(told(story).slice(-3)).toEqual(["failed price", "completed rescue", "run.completed"]);
    expect(story.state.output).toContain("In the mapping broken@1:");
  });

  it.each([
    ["strict@1", "input", 'the value has no "customer", which is required'],
    ["promise@1", "output", 'the value must be of type number, got "A-1"'],
  ])("leaves by the error edge where %s is given or gives what it does not declare", async (mapping, side, words) => {
    const world = new World();
    const story = await world.run(world.flow(flow(`$useMapping("${mapping}", input)`)), order);
    expect(told(story).slice(-3)).toEqual(["failed price", "completed rescue", "run.completed"]);
    expect(story.state.output).toContain(words);
    const failed = (await world.engine.events(story.runId)).find(({ type }) => type === "step.failed");
    expect(failed).toMatchObject({ data: { failure: { code: "mapping/mismatch", details: { mapping, side } } } });
  });
});
