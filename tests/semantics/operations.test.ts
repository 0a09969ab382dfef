import { describe, expect, it } from "vitest";
import type { JsonValue } from "#engine/core/json.ts";
import { replayRun } from "#engine/core/machine/index.ts";
import { RUN_TIMER } from "#engine/core/machine/timers.ts";
import { receiveMessage } from "#engine/runtime/receive-message.ts";
import { call, told, World, type Reply } from "./world.ts";

const by = "Ada";

describe("pause", () => {
  const waiting = (world: World) =>
    world.flow(`
nodes:
  - { id: nap, kind: wait, config: { duration: PT1H } }
${call("after")}
edges:
  - { from: start, to: nap }
  - { from: nap, to: after }`);

  it("stops the clock of the run: what was due in an hour is due in an hour after it is resumed", async () => {
    const world = new World();
    const flow = waiting(world);
    const runId = await world.start(flow);
    await world.engine.settle(runId, { jump: false });
    await world.engine.pass(1_800_000);
    await world.engine.send(runId, { type: "pause", by, reason: "audit" });
    await world.engine.settle(runId, { jump: false });
    expect((await world.story(flow, runId)).state).toMatchObject({ status: "paused", paused: { by, reason: "audit" } });
    await world.engine.pass(36_000_000);
    expect(world.called).toEqual([]);
    await world.engine.send(runId, { type: "resume", by });
    await world.engine.settle(runId, { jump: false });
    expect((await world.story(flow, runId)).state.active["nap#1"]?.dueAt).toBe("2026-01-01T11:00:00.000Z");
    expect(await world.engine.settle(runId)).toBe("completed");
  });

  it("lets a call in flight be answered, begins nothing new, and goes on when it is resumed", async () => {
    let answer: () => void = () => {};
    const world = new World(async ({ nodeId }) => {
      if (nodeId === "a") await new Promise<void>((resolve) => (answer = resolve));
      return {};
    });
    const flow = world.flow(`
nodes:
${call("a")}
${call("b")}
edges:
  - { from: start, to: a }
  - { from: a, to: b }`);
    const runId = await world.start(flow);
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "pause", by });
    await world.engine.pass(0);
    answer();
    await world.engine.settle(runId);
    const paused = await world.story(flow, runId);
    expect(told(paused)).toEqual(["run.paused", "completed a"]);
    expect(paused.state.status).toBe("paused");
    await world.engine.send(runId, { type: "resume", by });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(world.called).toEqual(["a", "b"]);
  });

  const answeredWhilePaused = async (
    world: World,
    flow: ReturnType<World["flow"]>,
    answer: () => void,
    input: JsonValue = null,
  ) => {
    const runId = await world.start(flow, input);
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "pause", by });
    await world.engine.pass(1_800_000);
    answer();
    await world.engine.pass(36_000_000);
    await world.engine.send(runId, { type: "resume", by });
    await world.engine.settle(runId, { jump: false });
    const story = await world.story(flow, runId);
    const resumedAt = Date.parse(story.events.find(({ type }) => type === "run.resumed")!.at);
    const inMs = (time = ""): number => Date.parse(time) - resumedAt;
    return { ...story, inMs };
  };
  const heldBack = () => {
    const held = Promise.withResolvers<Reply>();
    return { answer: held.promise, say: (reply: Reply) => () => held.resolve(reply) };
  };

  const triedAgainLater = `
nodes:
${call("a", "retry: { maxAttempts: 2, initial: PT1H, max: PT1H, jitter: false }")}
edges:
  - { from: start, to: a }`;

  it("leaves the whole pause of a retry whose attempt failed meanwhile", async () => {
    const { answer, say } = heldBack();
    const world = new World(() => answer);
    const flow = world.flow(triedAgainLater);
    const { state, inMs } = await answeredWhilePaused(world, flow, say({ status: 503 }));
    expect(inMs(state.active["a#1"]?.dueAt)).toBe(3_600_000);
  });

  it("leaves its whole time to a step that was come to meanwhile", async () => {
    const { answer, say } = heldBack();
    const world = new World(({ nodeId }) => (nodeId === "a" ? answer : {}));
    const flow = world.flow(`
nodes:
${call("a")}
  - { id: nap, kind: wait, deadline: PT1H, config: { signal: never } }
edges:
  - { from: start, to: a }
  - { from: a, to: nap }`);
    const { state, inMs } = await answeredWhilePaused(world, flow, say({}));
    expect(inMs(state.active["nap#1"]?.deadlineAt)).toBe(3_600_000);
  });

  it("leaves the whole pause of an item that failed meanwhile", async () => {
    const { answer, say } = heldBack();
    const world = new World(() => answer);
    const flow = world.flow(`
nodes:
  - { id: each, kind: forEach, config: { items: input }, retry: { maxAttempts: 2, initial: PT20H, max: PT20H, on: ["http/*"] } }
${call("a", "parent: each")}
edges:
  - { from: start, to: each }`);
    const { state, inMs } = await answeredWhilePaused(world, flow, say({ status: 503 }), [1]);
    expect(inMs(state.active["each#1"]?.body?.retrying[0]?.dueAt)).toBe(72_000_000);
  });

  it("means in a history of an earlier release what it meant there", async () => {
    const { answer, say } = heldBack();
    const world = new World(() => answer);
    const flow = world.flow(triedAgainLater);
    const { events, runId, inMs } = await answeredWhilePaused(world, flow, say({ status: 503 }));
    const earlier = events.map((event) => (event.type === "run.paused" ? { ...event, data: { by } } : event));
    expect(inMs(replayRun(flow.plan, runId, earlier).active["a#1"]?.dueAt)).toBe(3_600_000 + 1_800_000);
  });

  it("keeps what arrives meanwhile", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
  - { id: paid, kind: wait, config: { signal: paid } }
edges:
  - { from: start, to: paid }`);
    const runId = await world.start(flow);
    await world.engine.settle(runId);
    await world.engine.send(runId, { type: "pause", by });
    await world.engine.settle(runId);
    await world.engine.send(runId, { type: "signal", name: "paid", payload: 5 });
    expect(await world.engine.settle(runId)).toBe("paused");
    await world.engine.send(runId, { type: "resume", by });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect((await world.story(flow, runId)).state.output).toBe(5);
  });

  it("can be canceled as it is", async () => {
    const world = new World();
    const flow = waiting(world);
    const runId = await world.start(flow);
    await world.engine.settle(runId, { jump: false });
    await world.engine.send(runId, { type: "pause", by });
    await world.engine.settle(runId, { jump: false });
    await world.engine.send(runId, { type: "cancel", by, compensate: false });
    expect(await world.engine.settle(runId)).toBe("canceled");
  });
});

describe("cancel", () => {
  const flowOf = (world: World) =>
    world.flow(`
nodes:
${call("a")}
${call("undoA")}
${call("b")}
edges:
  - { from: start, to: a }
  - { from: a, to: b }
  - { from: a, to: undoA, kind: compensation }`);

  it("aborts the call in flight, undoes what was done and ends", async () => {
    const world = new World(({ nodeId }) => (nodeId === "b" ? "silence" : {}));
    const flow = flowOf(world);
    const runId = await world.start(flow);
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "cancel", by, compensate: true });
    expect(await world.engine.settle(runId)).toBe("canceled");
    expect([world.aborted, world.called]).toEqual([["b"], ["a", "b", "undoA"]]);
  });

  it("leaves everything as it is when it is forced", async () => {
    const world = new World(({ nodeId }) => (nodeId === "a" ? "silence" : {}));
    const flow = flowOf(world);
    const runId = await world.start(flow);
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "cancel", by, compensate: true });
    await world.engine.pass(0);
    expect((await world.story(flow, runId)).state.status).toBe("running");
    await world.engine.send(runId, { type: "cancel", by, compensate: false, force: true });
    expect(await world.engine.settle(runId)).toBe("canceled");
    expect(world.called).toEqual(["a"]);
  });
});

describe("a run that takes too long", () => {
  it("has the whole time again when it went back, whatever timer of then is still on its way", async () => {
    const world = new World();
    const flow = world.flow(`
timeout: PT2H
nodes:
  - { id: nap, kind: wait, config: { signal: never } }
edges:
  - { from: start, to: nap }`);
    const runId = await world.start(flow);
    await world.engine.settle(runId, { jump: false });
    const { state } = await world.story(flow, runId);
    const timer = { type: "timer", nodeId: RUN_TIMER, visit: 0 } as const;
    const receivedAt = (ms: number) =>
      receiveMessage(flow.plan, state, timer, { readEvents: () => Promise.resolve([]) }, Date.UTC(2026, 0, 1) + ms);
    expect(await receivedAt(3_600_000)).toBeUndefined();
    expect(await receivedAt(7_200_000)).toMatchObject({ type: "timer.fired" });
  });

  it("fails, and undoes what it did", async () => {
    const world = new World();
    const flow = world.flow(`
timeout: PT10M
nodes:
${call("a")}
${call("undoA")}
  - { id: nap, kind: wait, config: { duration: PT1H } }
edges:
  - { from: start, to: a }
  - { from: a, to: nap }
  - { from: a, to: undoA, kind: compensation }`);
    const { state } = await world.run(flow);
    expect(state).toMatchObject({ status: "compensated", ending: { failure: { code: "run/timed-out" } } });
  });
});
