import { describe, expect, it } from "vitest";
import { call, told, World } from "./world.ts";

const eachFlow = (config: string, rest = "", body = call("work", "parent: each"), edges = ""): string => `
nodes:
  - { id: each, kind: forEach, config: { items: input.items, ${config} }${rest} }
${body}
  - { id: after, kind: map, config: { expression: steps.each } }
edges:
  - { from: start, to: each }
  - { from: each, to: after }
${edges}`;

describe("forEach", () => {
  it("runs its body for each item and gives the outputs in the order of the items", async () => {
    const world = new World();
    const body = `  - { id: double, kind: map, parent: each, config: { expression: '{ "at": index, "twice": item * 2 }' } }`;
    const { state } = await world.run(world.flow(eachFlow("concurrency: 2", "", body)), { items: [3, 1, 2] });
    expect(state).toMatchObject({
      status: "completed",
      output: [
        { at: 0, twice: 6 },
        { at: 1, twice: 2 },
        { at: 2, twice: 4 },
      ],
      active: {},
      scopes: {},
    });
  });

  it("works on no more items at a time than it is told to", async () => {
    let inFlight = 0;
    let most = 0;
    const world = new World(async () => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return {};
    });
    const { state } = await world.run(world.flow(eachFlow("concurrency: 3")), { items: [1, 2, 3, 4, 5, 6, 7] });
    expect(state.status).toBe("completed");
    expect([most, world.calls.length]).toEqual([3, 7]);
  });

  it("goes on at once when there are no items", async () => {
    const world = new World();
    expect((await world.run(world.flow(eachFlow("")), { items: [] })).state).toMatchObject({ status: "completed", output: [] });
  });

  it("gives each item variables and outputs of its own", async () => {
    const world = new World();
    const body = `
  - { id: note, kind: assign, parent: each, config: { values: { mine: item } } }
  - { id: read, kind: map, parent: each, config: { expression: 'vars.mine & vars.shared & steps.note.mine' } }`;
    const flow = world.flow(eachFlow("", "", body, "  - { from: note, to: read }"));
    const { state } = await world.run(flow, { items: ["a", "b"] });
    expect(state).toMatchObject({ output: ["aa", "bb"], vars: {} });
    expect(state.outputs["read"]).toBeUndefined();
  });

  it("names the items around an item when one for-each is inside another", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
  - { id: rows, kind: forEach, config: { items: input } }
  - { id: cells, kind: forEach, parent: rows, config: { items: item } }
  - { id: name, kind: map, parent: cells, config: { expression: '$string(outer.index) & "/" & $string(index) & "=" & item' } }
edges:
  - { from: start, to: rows }`);
    const { state } = await world.run(flow, [["a", "b"], ["c"]]);
    expect(state.output).toEqual([["0/0=a", "0/1=b"], ["1/0=c"]]);
  });

  it("tolerates as many failed items as it is told to, with null in their place", async () => {
    const world = new World(({ body }) => (body === "bad" ? { status: 400 } : { body: "ok" }));
    const body = call("work", "parent: each").replace('/work"', '/work", body: "=item"');
    const flow = world.flow(eachFlow("tolerate: 1", "", body));
    expect((await world.run(flow, { items: ["a", "bad", "b"] })).state).toMatchObject({ output: ["ok", null, "ok"] });
    const failed = await world.run(flow, { items: ["bad", "bad", "b"] });
    expect(failed.state).toMatchObject({ status: "failed", active: {}, scopes: {} });
    expect(told(failed)).toContain("item.failed each");
  });

  it("takes back the other items when it fails, and leaves by its error edge", async () => {
    const world = new World(({ body }) => (body === "bad" ? { status: 400 } : "silence"));
    const body = call("work", "parent: each").replace('/work"', '/work", body: "=item"');
    const rescue = `${body}\n  - { id: rescue, kind: map, config: { expression: error.code } }`;
    const flow = world.flow(eachFlow("concurrency: 3", "", rescue, "  - { from: each, to: rescue, kind: error }"));
    const story = await world.run(flow, { items: ["a", "bad", "b"] });
    expect(story.state).toMatchObject({ status: "completed", output: "http/status" });
    expect(world.aborted).toEqual(["work", "work"]);
    expect(told(story).filter((line) => line.startsWith("canceled"))).toEqual(["canceled work[0]", "canceled work[2]"]);
  });

  it("runs a failed item again from its beginning when it has a retry", async () => {
    const world = new World((_, nth) => (nth === 2 ? { status: 500 } : { body: nth }));
    const body = `${call("first", "parent: each")}\n${call("second", "parent: each")}`;
    const flow = world.flow(eachFlow("", ", retry: { maxAttempts: 3, initial: PT10S }", body, "  - { from: first, to: second }"));
    const story = await world.run(flow, { items: ["only"] });
    expect(world.called).toEqual(["first", "second", "first", "second"]);
    expect(story.state).toMatchObject({ status: "completed", output: [4] });
    const keys = world.calls.map(({ idempotencyKey = "" }) => idempotencyKey.split(":")[1]);
    expect(keys).toEqual(["first#1", "second#1", "first#2", "second#2"]);
  });

  it("goes through a hundred thousand items and keeps a few of them in its state", async () => {
    const world = new World();
    const body = `  - { id: pass, kind: map, parent: each, config: { expression: item } }`;
    const flow = world.flow(eachFlow("concurrency: 50, collect: false", "", body));
    const { state, events } = await world.run(flow, { items: Array.from({ length: 100_000 }, (_, index) => index) });
    expect(state).toMatchObject({ status: "completed", output: { count: 100_000 } });
    expect(events.filter((event) => event.type === "step.completed" && event.nodeId === "pass")).toHaveLength(100_000);
    const { input: _input, outputs: _outputs, ...rest } = state;
    expect(JSON.stringify(rest).length).toBeLessThan(5_000);
  }, 120_000);
});

describe("loop", () => {
  const flowOf = (world: World, max = 10) =>
    world.flow(`
nodes:
  - { id: begin, kind: assign, config: { values: { left: "3" } } }
  - { id: turns, kind: loop, config: { while: vars.left > 0, maxIterations: ${max} } }
  - { id: count, kind: assign, parent: turns, config: { values: { left: vars.left - 1 } } }
  - { id: show, kind: map, parent: turns, config: { expression: '"turn " & $string(index) & ", left " & $string(vars.left)' } }
edges:
  - { from: start, to: begin }
  - { from: begin, to: turns }
  - { from: count, to: show }`);

  it("runs its body while the condition holds and gives what the last turn gave", async () => {
    const world = new World();
    const { state } = await world.run(flowOf(world));
    expect(state).toMatchObject({ status: "completed", output: "turn 2, left 0", vars: { left: 0 }, visits: { count: 3 } });
  });

  it("knows the number of the turn it asks about, also inside of a for-each", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
  - { id: each, kind: forEach, config: { items: "[1, 2]" } }
  - { id: turns, kind: loop, parent: each, config: { while: "index < 3" } }
  - { id: last, kind: map, parent: turns, config: { expression: index } }
edges:
  - { from: start, to: each }`);
    expect((await world.run(flow)).state).toMatchObject({ status: "completed", output: [2, 2], visits: { last: 6 } });
  });

  it("fails when it has run too many turns", async () => {
    const world = new World();
    const { state } = await world.run(flowOf(world, 2));
    expect(state).toMatchObject({ status: "failed", ending: { failure: { code: "loop/too-many-turns" } } });
  });

  it("runs five thousand turns in time that grows with their number alone", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
  - { id: turns, kind: loop, config: { while: "$not($exists(steps.n)) or steps.n < 4999", maxIterations: 5000 } }
  - { id: n, kind: map, parent: turns, config: { expression: index } }
edges:
  - { from: start, to: turns }`);
    const { state } = await world.run(flow);
    expect(state).toMatchObject({ status: "completed", output: 4_999, visits: { n: 5_000 } });
  }, 60_000);
});

describe("block", () => {
  const flowOf = (world: World, rest = "") =>
    world.flow(`
nodes:
  - { id: both, kind: block${rest} }
${call("a", "parent: both")}
${call("b", "parent: both")}
  - { id: good, kind: map, config: { expression: steps.b.by } }
  - { id: bad, kind: map, config: { expression: error.code } }
edges:
  - { from: start, to: both }
  - { from: a, to: b }
  - { from: both, to: good }
  - { from: both, to: bad, kind: error }`);

  it("gives what its last node gave, and its nodes are seen from outside", async () => {
    const world = new World();
    expect((await world.run(flowOf(world))).state).toMatchObject({
      status: "completed",
      output: "b",
      outputs: { both: { by: "b" }, a: { by: "a" } },
    });
  });

  it("leaves by its error edge when a node inside fails", async () => {
    const world = new World(({ nodeId }) => (nodeId === "b" ? { status: 400 } : {}));
    const story = await world.run(flowOf(world));
    expect(story.state).toMatchObject({ status: "completed", output: "http/status", active: {}, scopes: {} });
    expect(told(story)).toEqual([
      "scope.opened both",
      "completed a",
      "failed b",
      "failed both",
      "completed bad",
      "run.completed",
    ]);
  });

  it("fails when it takes longer than its timeout, and aborts what runs inside", async () => {
    const world = new World(() => "silence");
    const flow = flowOf(world, ", timeout: PT5S");
    const runId = await world.start(flow);
    await world.engine.pass(6_000);
    const story = await world.story(flow, runId);
    expect(story.state).toMatchObject({ status: "completed", output: "step/deadline" });
    expect(world.aborted).toEqual(["a"]);
  });
});
