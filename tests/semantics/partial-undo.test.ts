import { describe, expect, it } from "vitest";
import { call, noAnswer, told, World, type Story } from "./world.ts";

const undone = (story: Story): readonly string[] => told(story).filter((line) => line.startsWith("undone"));
const failing = (...nodes: string[]) => new World(({ nodeId = "" }) => ({ status: nodes.includes(nodeId) ? 400 : 200 }));

describe("compensate of one step", () => {
  const flowOf = (world: World) =>
    world.flow(`
nodes:
${["a", "undoA", "b", "undoB", "c", "other"].map((id) => call(id)).join("\n")}
  - { id: back, kind: compensate, config: { only: a } }
edges:
  - { from: start, to: a }
  - { from: a, to: b }
  - { from: b, to: c }
  - { from: c, to: back, kind: error }
  - { from: back, to: other }
  - { from: a, to: undoA, kind: compensation }
  - { from: b, to: undoB, kind: compensation }`);

  it("undoes what that node did and leaves what was done after it", async () => {
    const world = failing("c");
    const story = await world.run(flowOf(world));
    expect(story.state).toMatchObject({ status: "completed", outputs: { back: { undone: 1 } } });
    expect(world.called).toEqual(["a", "b", "c", "undoA", "other"]);
  });

  it("leaves the rest to be undone when the run fails later", async () => {
    const world = failing("c", "other");
    const story = await world.run(flowOf(world));
    expect(story.state.status).toBe("compensated");
    expect(undone(story)).toEqual(["undone a", "undone b"]);
  });

  const items = (world: World, inside: boolean) =>
    world.flow(`
nodes:
  - { id: each, kind: forEach, config: { items: input, concurrency: 1 } }
  - { id: pick, kind: http, parent: each, config: { method: POST, url: "https://example.com/pick", body: "=item" } }
  - { id: back, kind: http, parent: each, config: { method: POST, url: "https://example.com/back", body: "=item" } }
  - { id: check, kind: branch, parent: each, config: { cases: [ { port: bad, when: "item = 2" } ], otherwise: good } }
  - { id: fine, kind: map, parent: each, config: { expression: item } }
  - { id: drop, kind: compensate, config: { only: pick }${inside ? ", parent: each" : ""} }
${inside ? "" : call("after")}
edges:
  - { from: start, to: each }
  - { from: pick, to: check }
  - { from: pick, to: back, kind: compensation }
  - { from: check, port: good, to: fine }
${inside ? "  - { from: check, port: bad, to: drop }" : "  - { from: each, to: drop }\n  - { from: drop, to: after }"}`);

  const bodies = (world: World, of: string) => world.calls.filter(({ nodeId }) => nodeId === of).map(({ body }) => body);

  it("seen from inside an item undoes what that item did, and from outside what each of them did, the last one first", async () => {
    const [within, outside] = [new World(), new World()];
    expect((await within.run(items(within, true), [1, 2, 3])).state.status).toBe("completed");
    expect(bodies(within, "back")).toEqual(["2"]);
    expect((await outside.run(items(outside, false), [1, 2, 3])).state.outputs["drop"]).toEqual({ undone: 3 });
    expect(bodies(outside, "back")).toEqual(["3", "2", "1"]);
  });
});

describe("a point of no return", () => {
  const nodes = ["a", "undoA", "b", "undoB", "c"].map((id) => call(id)).join("\n");
  const flowOf = (world: World, pay = "", more = "") =>
    world.flow(`
nodes:
${nodes}
  - { id: pay, kind: http, config: { method: POST, url: "https://example.com/pay" }, pivot: true${pay} }
edges:
  - { from: start, to: a }
  - { from: a, to: pay }
  - { from: pay, to: b }
  - { from: b, to: c }
  - { from: a, to: undoA, kind: compensation }
  - { from: b, to: undoB, kind: compensation }${more}`);

  it("keeps what was done before it, undoes what was done after it, and does not say that all was undone", async () => {
    const world = failing("c");
    const story = await world.run(flowOf(world));
    expect(undone(story)).toEqual(["undone b"]);
    expect(story.state).toMatchObject({ status: "failed", active: {}, pivot: { nodeId: "pay" } });
    expect(world.called).not.toContain("undoA");
  });

  it("is none as long as it has not completed", async () => {
    const world = failing("pay");
    const story = await world.run(flowOf(world));
    expect(story.state.status).toBe("compensated");
    expect(undone(story)).toEqual(["undone a"]);
  });

  it("keeps what was done before it from a cancel, too", async () => {
    const world = new World(({ nodeId }) => (nodeId === "c" ? "silence" : {}));
    const flow = flowOf(world);
    const runId = await world.start(flow);
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "cancel", by: "Ada", compensate: true });
    expect(await world.engine.settle(runId)).toBe("canceled");
    expect(undone(await world.story(flow, runId))).toEqual(["undone b"]);
  });

  it("cannot be gone back behind: a compensation that would have to fails, and undoes nothing", async () => {
    const world = failing("c");
    const back = `
  - { from: c, to: back, kind: error }
  - { from: back, to: rescue, kind: error }`;
    const flow = world.flow(`
nodes:
${nodes}
  - { id: pay, kind: http, config: { method: POST, url: "https://example.com/pay" }, pivot: true }
  - { id: back, kind: compensate }
  - { id: rescue, kind: map, config: { expression: error.code } }
edges:
  - { from: start, to: a }
  - { from: a, to: pay }
  - { from: pay, to: b }
  - { from: b, to: c }
  - { from: a, to: undoA, kind: compensation }
  - { from: b, to: undoB, kind: compensation }${back}`);
    const story = await world.run(flow);
    expect(story.state).toMatchObject({ status: "completed", output: "undo/past-pivot" });
    expect(undone(story)).toEqual([]);
  });

  it("lets a compensation go back to a place behind which nothing was kept", async () => {
    const world = failing("c");
    const flow = world.flow(`
nodes:
${nodes}
  - { id: pay, kind: http, config: { method: POST, url: "https://example.com/pay" }, pivot: true }
  - { id: back, kind: compensate, config: { to: pay } }
edges:
  - { from: start, to: a }
  - { from: a, to: pay }
  - { from: pay, to: b }
  - { from: b, to: c }
  - { from: c, to: back, kind: error }
  - { from: a, to: undoA, kind: compensation }
  - { from: b, to: undoB, kind: compensation }`);
    const story = await world.run(flow);
    expect(story.state).toMatchObject({ status: "completed", outputs: { back: { undone: 1 } } });
  });

  it("is asked about, not taken as failed, when nobody knows whether it was passed", async () => {
    const world = new World(({ nodeId }) => (nodeId === "pay" ? noAnswer : {}));
    const flow = flowOf(world, ", retry: { maxAttempts: 2 }");
    const { runId, state } = await world.run(flow);
    expect(state).toMatchObject({ status: "needs_decision", active: { "pay#1": { phase: "undecided", attempt: 2 } } });
    await world.engine.send(runId, { type: "verdict", nodeId: "pay", visit: 1, verdict: "failed", by: "Ada" });
    expect(await world.engine.settle(runId)).toBe("compensated");
    expect(world.called).toEqual(["a", "pay", "pay", "undoA"]);
  });

  it("is waited for when another branch fails while it is on its way", async () => {
    const answer = Promise.withResolvers<null>();
    const world = new World(async ({ nodeId }) => {
      if (nodeId === "pay") await answer.promise;
      if (nodeId === "b") answer.resolve(null);
      return { status: nodeId === "b" ? 400 : 200 };
    });
    const flow = world.flow(`
nodes:
${["a", "undoA", "b"].map((id) => call(id)).join("\n")}
  - { id: pay, kind: http, config: { method: POST, url: "https://example.com/pay" }, pivot: true }
edges:
  - { from: start, to: a }
  - { from: a, to: pay }
  - { from: a, to: b }
  - { from: a, to: undoA, kind: compensation }`);
    const story = await world.run(flow);
    expect(told(story)).toEqual(["completed a", "failed b", "completed pay", "run.failed"]);
  });

  it("is said to the run above that asks for the undo, and to the person who then waives it", async () => {
    const world = failing("end");
    world.flow(
      `
nodes:
${["a", "undoA"].map((id) => call(id)).join("\n")}
  - { id: pay, kind: http, config: { method: POST, url: "https://example.com/pay" }, pivot: true }
edges:
  - { from: start, to: a }
  - { from: a, to: pay }
  - { from: a, to: undoA, kind: compensation }`,
      "order",
    );
    const flow = world.flow(`
nodes:
  - { id: order, kind: subFlow, config: { flow: order } }
${call("end")}
edges:
  - { from: start, to: order }
  - { from: order, to: end }`);
    const { runId, state } = await world.run(flow);
    expect(state).toMatchObject({
      status: "compensation_incomplete",
      ending: { undo: { failure: { code: "subflow/not-undone" } } },
    });
    expect(world.called).not.toContain("undoA");
    await world.engine.reopen(runId, { type: "resumeUndo", waive: true, by: "Ada" });
    expect(await world.engine.settle(runId)).toBe("compensated");
  });
});
