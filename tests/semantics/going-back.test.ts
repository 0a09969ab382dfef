import { describe, expect, it } from "vitest";
import { lengthOf } from "#engine/core/machine/chunked-list.ts";
import { forkState } from "#engine/core/machine/fork-state.ts";
import { previewRedrive, redrivePoint } from "#engine/core/machine/redrive-preview.ts";
import { moveToVersion, rewindState } from "#engine/core/machine/redrive.ts";
import { replayRun, startRun } from "#engine/core/machine/index.ts";
import type { RunState } from "#engine/core/machine/run-state.ts";
import type { RedriveFrom } from "#engine/core/machine/redrive-preview.ts";
import type { RunSummary } from "#engine/runtime/engine.ts";
import type { OperationPorts } from "#engine/runtime/operations/operation-ports.ts";
import { plainState } from "#engine/runtime/operations/plain-state.ts";
import { planRedrive } from "#engine/runtime/operations/plan-redrive.ts";
import type { RedriveRequest } from "#engine/runtime/run-operations.ts";
import { call, told, World, type Reply, type Story } from "./world.ts";

const by = "Ada";

describe("going back in time", () => {
  const flowText = `
nodes:
${["a", "b", "c"].map((id) => call(id)).join("\n")}
edges:
  - { from: start, to: a }
  - { from: a, to: b }
  - { from: b, to: c }`;

  it("tries a failed run again from the step that failed, with the same key, and keeps what was done", async () => {
    let broken = true;
    const world = new World(({ nodeId }) => ({ status: nodeId === "b" && broken ? 400 : 200 }));
    const flow = world.flow(flowText);
    const { runId, events } = await world.run(flow);
    broken = false;
    const toSeq = redrivePoint(events, { from: "failure" })!;
    await world.engine.reopen(runId, { type: "rewind", toSeq, edits: {}, by });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(world.called).toEqual(["a", "b", "b", "c"]);
    expect(world.calls[1]!.idempotencyKey).toBe(world.calls[2]!.idempotencyKey);
  });

  it("repeats a completed step with a key of its own", async () => {
    const world = new World();
    const flow = world.flow(flowText);
    const { runId, events } = await world.run(flow);
    const toSeq = redrivePoint(events, { from: "node", nodeId: "c" })!;
    await world.engine.reopen(runId, { type: "rewind", toSeq, edits: {}, by });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(world.called).toEqual(["a", "b", "c", "c"]);
    expect(world.calls[2]!.idempotencyKey).not.toBe(world.calls[3]!.idempotencyKey);
  });

  it("says before what is used again, repeated and called", async () => {
    const world = new World();
    const flow = world.flow(flowText);
    const { runId, events } = await world.run(flow);
    const toSeq = redrivePoint(events, { from: "node", nodeId: "b" })!;
    const { state: then } = rewindState(flow.plan, runId, events, toSeq);
    const preview = previewRedrive(flow.plan, then, events, toSeq);
    expect(preview.reused.map(({ nodeId }) => nodeId)).toEqual(["a"]);
    expect(preview.repeated.map(({ nodeId }) => nodeId)).toEqual(["b", "c"]);
    expect(preview.called.map(({ nodeId }) => nodeId)).toEqual(["b", "c"]);
  });

  it("goes back before the first step that was undone since", async () => {
    const world = new World(({ nodeId }) => ({ status: nodeId === "c" ? 400 : 200 }));
    const flow = world.flow(
      `${flowText.replace("edges:", `${call("undoA")}\nedges:\n  - { from: a, to: undoA, kind: compensation }`)}`,
    );
    const { events } = await world.run(flow);
    const toSeq = redrivePoint(events, { from: "failure" })!;
    const state = replayRun(
      flow.plan,
      "x",
      events.filter(({ seq }) => seq <= toSeq),
    );
    expect(Object.keys(state.active)).toEqual(["a#1"]);
    expect(state.outputs["a"]).toBeUndefined();
  });

  it("goes on in another version when every node it needs is there, and says which is missing", async () => {
    const world = new World(({ nodeId }) => ({ status: nodeId === "b" ? 400 : 200 }));
    const flow = world.flow(flowText);
    const { runId, events } = await world.run(flow);
    const { state } = rewindState(flow.plan, runId, events, redrivePoint(events, { from: "failure" })!);
    const mended = world.flow(
      flowText.replace("c: c", "c").replace("edges:", `${call("d")}\nedges:\n  - { from: c, to: d }`),
      "mended",
    );
    const moved = moveToVersion(state, flow.plan, { plan: mended.plan, number: 2 });
    expect(moved).toMatchObject({ ok: true, state: { version: 2, contentHash: mended.plan.contentHash } });
    const without = world.flow(
      `
nodes:
${call("a")}
edges:
  - { from: start, to: a }`,
      "without",
    );
    expect(moveToVersion(state, flow.plan, { plan: without.plan, number: 2 })).toMatchObject({
      ok: false,
      problems: [{ nodeId: "b" }],
    });
  });

  it("calls as the other version says where the step was mended, and repeats the same call where it was not", async () => {
    const world = new World(({ nodeId }) => ({ status: nodeId === "b" ? 400 : 200 }));
    const flow = world.flow(flowText);
    const { runId, events } = await world.run(flow);
    const { state } = rewindState(flow.plan, runId, events, redrivePoint(events, { from: "failure" })!);
    const [same, mended] = [flowText, flowText.replace("example.com/b", "example.com/mended")].map((text, index) =>
      moveToVersion(state, flow.plan, { plan: world.flow(`${text}\ndescription: New`, `version${index}`).plan, number: 2 }),
    );
    const repeated = { input: { url: "https://example.com/b" }, keyOf: `${runId}:b#1` };
    expect(same).toMatchObject({ ok: true, state: { active: { "b#2": repeated } } });
    const active = mended?.ok ? mended.state.active["b#2"] : undefined;
    expect(active).toMatchObject({ nodeId: "b", phase: "requested" });
    expect(active).not.toHaveProperty("input");
    expect(active).not.toHaveProperty("keyOf");
  });

  it.each([
    [
      "stands inside of a container now",
      "{ id: b, kind: http, parent: box, ",
      "  - { id: box, kind: block }\n",
      "box",
      "another place",
    ],
    ["only undoes now", "{ id: b, kind: http, ", "", "c", "another place"],
  ])("refuses a version in which the node it stands at %s", async (_, node, more, next, why) => {
    const world = new World(({ nodeId }) => ({ status: nodeId === "b" ? 400 : 200 }));
    const flow = world.flow(flowText);
    const { runId, events } = await world.run(flow);
    const { state } = rewindState(flow.plan, runId, events, redrivePoint(events, { from: "failure" })!);
    const undo = next === "c" ? "\n  - { from: a, to: b, kind: compensation }" : "\n  - { from: box, to: c }";
    const other = world.flow(
      `
nodes:
${call("a")}
${more}${call("b").replace("{ id: b, kind: http, ", node)}
${call("c")}
edges:
  - { from: start, to: a }
  - { from: a, to: ${next} }${undo}`,
      "other",
    );
    expect(moveToVersion(state, flow.plan, { plan: other.plan, number: 2 })).toMatchObject({
      ok: false,
      problems: [{ nodeId: "b", message: expect.stringContaining(why) }],
    });
  });

  it("goes back from the newest failure, and counts what a rewind left behind as not done", async () => {
    const refused = new Set(["b"]);
    const world = new World(({ nodeId = "" }) => ({ status: refused.has(nodeId) ? 400 : 200 }));
    const flow = world.flow(flowText);
    const { runId, events } = await world.run(flow);
    refused.delete("b");
    refused.add("c");
    await world.engine.reopen(runId, { type: "rewind", toSeq: redrivePoint(events, { from: "failure" })!, edits: {}, by });
    expect(await world.engine.settle(runId)).toBe("failed");
    const again = await world.story(flow, runId);
    const toSeq = redrivePoint(again.events, { from: "failure" })!;
    const preview = previewRedrive(flow.plan, rewindState(flow.plan, runId, again.events, toSeq).state, again.events, toSeq);
    expect(preview.reused.map(({ nodeId, visit }) => `${nodeId}#${visit}`)).toEqual(["a#1", "b#2"]);
    const start = previewRedrive(flow.plan, rewindState(flow.plan, runId, again.events, 1).state, again.events, 1);
    expect([start.reused, start.repeated.map(({ nodeId }) => nodeId)]).toEqual([[], ["a", "b"]]);
    refused.clear();
    await world.engine.reopen(runId, { type: "rewind", toSeq, edits: {}, by });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(world.called).toEqual(["a", "b", "b", "c", "c"]);
  });

  it("leaves a call in flight behind, and what is called instead has a key of its own", async () => {
    const world = new World(({ nodeId }, nth) => (nodeId === "b" && nth === 2 ? "silence" : {}));
    const flow = world.flow(`
nodes:
${call("a")}
  - { id: make, kind: map, config: { expression: input } }
  - { id: b, kind: http, config: { method: POST, url: "https://example.com/b", body: =steps.make } }
edges:
  - { from: start, to: a }
  - { from: a, to: make }
  - { from: make, to: b }`);
    const runId = await world.start(flow, { n: 1 });
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "rewind", toSeq: 1, edits: { input: { n: 2 } }, by });
    await world.engine.pass(0);
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(world.calls.map(({ body }) => body)).toEqual([undefined, '{"n":1}', undefined, '{"n":2}']);
    expect(new Set(world.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(4);
  });

  it("gives a run that goes on later its whole time again", async () => {
    const world = new World();
    const flow = world.flow(`
timeout: PT2H
nodes:
${call("a")}
  - { id: nap, kind: wait, config: { signal: go }, deadline: PT1H }
edges:
  - { from: start, to: a }
  - { from: a, to: nap }`);
    const { runId, events } = await world.run(flow);
    expect((await world.story(flow, runId)).state.status).toBe("failed");
    await world.engine.pass(10 * 3_600_000);
    await world.engine.reopen(runId, { type: "rewind", toSeq: redrivePoint(events, { from: "failure" })!, edits: {}, by });
    await world.engine.settle(runId, { jump: false });
    const { state } = await world.story(flow, runId);
    const rewoundAt = Date.parse((await world.engine.events(runId)).findLast(({ type }) => type === "run.rewound")!.at);
    expect(state).toMatchObject({ status: "waiting", deadlineMs: rewoundAt + 2 * 3_600_000 });
    expect(Date.parse(Object.values(state.active)[0]!.deadlineAt!)).toBe(rewoundAt + 3_600_000);
  });

  it("leaves to the original of a fork what is to be undone, and the parent that waits", async () => {
    const world = new World();
    const undoable = flowText.replace("edges:", `${call("undoA")}\nedges:\n  - { from: a, to: undoA, kind: compensation }`);
    const flow = world.flow(undoable);
    const { runId, events } = await world.run(flow);
    const { state: then } = rewindState(flow.plan, runId, events, redrivePoint(events, { from: "node", nodeId: "c" })!);
    expect(lengthOf(then.undo)).toBe(1);
    const forked = forkState({ ...then, parent: { runId: "p", nodeId: "sub", visit: 1 } }, flow.plan, {
      plan: flow.plan,
      number: 1,
    });
    if (!forked.ok) throw new Error("refused");
    expect(lengthOf(forked.state.undo)).toBe(0);
    expect(forked.state).not.toHaveProperty("parent");
  });

  it("lets a fork go back to a savepoint that its original had passed", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
${["a", "b", "undoB"].map((id) => call(id)).join("\n")}
  - { id: back, kind: compensate, config: { to: a } }
edges:
  - { from: start, to: a }
  - { from: a, to: b }
  - { from: b, to: undoB, kind: compensation }
  - { from: b, to: back }`);
    const { runId, events } = await world.run(flow);
    const { state: then } = rewindState(flow.plan, runId, events, redrivePoint(events, { from: "node", nodeId: "b" })!);
    const forked = forkState(then, flow.plan, { plan: flow.plan, number: 1 });
    if (!forked.ok) throw new Error("refused");
    expect(forked.state.savepoints).toEqual({ a: 0 });
  });
});

describe("an item that had just failed", () => {
  it("is tried again a while after the run went back there, and not never", async () => {
    const world = new World((_, nth) => ({ status: nth === 1 ? 400 : 200 }));
    const flow = world.flow(`
nodes:
  - { id: each, kind: forEach, config: { items: "[1]" }, retry: { maxAttempts: 2, initial: PT30S } }
${call("work", "parent: each")}
edges:
  - { from: start, to: each }`);
    const { runId, events } = await world.run(flow);
    const toSeq = events.find(({ type }) => type === "step.failed")!.seq;
    await world.engine.reopen(runId, { type: "rewind", toSeq, edits: {}, by });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(world.called).toEqual(["work", "work", "work"]);
  });
});

describe("a moment in a pause of the run", () => {
  const HOUR = 3_600_000;
  /** An item has failed and is tried again in 20 h; half an hour into a pause that lasts for ten and a half, the other one is done. */
  async function inPause() {
    const held = Promise.withResolvers<Reply>();
    const world = new World((_, nth) => (nth === 1 ? { status: 400 } : held.promise));
    const flow = world.flow(`
nodes:
  - { id: each, kind: forEach, config: { items: input, concurrency: 2 }, retry: { maxAttempts: 2, initial: PT20H, max: PT20H } }
${call("work", "parent: each")}
edges:
  - { from: start, to: each }`);
    const runId = await world.start(flow, [1, 2]);
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "pause", by });
    await world.engine.pass(HOUR / 2);
    held.resolve({});
    await world.engine.pass(10 * HOUR);
    const { events } = await world.story(flow, runId);
    const toSeq = events.at(-1)!.seq;
    expect(told({ runId, events } as Story).slice(-3)).toEqual(["item.failed each", "run.paused", "completed work[1]"]);
    return { world, flow, runId, events, toSeq };
  }
  const dueOf = ({ active }: RunState): number => Date.parse(active["each#1"]!.body!.retrying[0]!.dueAt);

  it("leaves an item what was left to it when the run was paused", async () => {
    const { world, flow, runId, toSeq } = await inPause();
    await world.engine.send(runId, { type: "resume", by });
    await world.engine.settle(runId, { jump: false });
    await world.engine.pass(HOUR);
    await world.engine.send(runId, { type: "rewind", toSeq, edits: {}, by });
    await world.engine.settle(runId, { jump: false });
    const { events, state } = await world.story(flow, runId);
    const rewoundAt = Date.parse(events.find(({ type }) => type === "run.rewound")!.at);
    expect(dueOf(state) - rewoundAt).toBe(20 * HOUR);
  });

  it("leaves a fork as much", async () => {
    const { flow, runId, events, toSeq } = await inPause();
    const { plan } = flow;
    const { state: then, thenAt } = rewindState(plan, runId, events, toSeq);
    const forked = forkState(then, plan, { plan, number: 1 });
    const [first] = events;
    if (!forked.ok || first?.type !== "run.started") throw new Error("refused");
    const startedAt = Date.parse(first.at) + 30 * HOUR;
    const begin = (more: { thenAt?: string }): RunState => {
      const fork = { runId, seq: toSeq, state: plainState(forked.state), ...more };
      return startRun(plan, "fork", { ...first, at: new Date(startedAt).toISOString(), data: { ...first.data, fork } }).state;
    };
    expect(dueOf(begin({ thenAt })) - startedAt).toBe(20 * HOUR);
    // As an earlier release recorded it.
    expect(dueOf(begin({})) - startedAt).toBe(-10 * HOUR);
  });
});

describe("a rewind that is read together with the pause before it", () => {
  it("leaves the run paused in the name of whoever paused it, and tells of both", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
${call("a")}
  - { id: nap, kind: wait, config: { signal: go } }
edges:
  - { from: start, to: a }
  - { from: a, to: nap }`);
    const runId = await world.start(flow);
    await world.engine.settle(runId, { jump: false });
    await Promise.all([
      world.engine.send(runId, { type: "pause", by: "Bea", reason: "audit" }),
      world.engine.send(runId, { type: "rewind", toSeq: 1, edits: {}, by, reason: "mended" }),
    ]);
    await world.engine.settle(runId, { jump: false });
    expect(world.called).toEqual(["a"]);
    const { events, state } = await world.story(flow, runId);
    const pause = { type: "run.paused", data: { by: "Bea", reason: "audit", stopsClock: true } };
    expect(events.slice(-3)).toMatchObject([pause, { type: "run.rewound", data: { by, reason: "mended" } }, pause]);
    expect(state).toMatchObject({ status: "paused", paused: { by: "Bea", reason: "audit" } });
    await world.engine.send(runId, { type: "resume", by: "Bea" });
    await world.engine.settle(runId, { jump: false });
    expect(world.called).toEqual(["a", "a"]);
    expect((await world.story(flow, runId)).events.map(({ type }) => type)).toContain("run.resumed");
  });
});

describe("the moment to go back to", () => {
  const flowText = `
nodes:
${call("refused")}
${call("slow")}
${call("undo")}
edges:
  - { from: start, to: refused }
  - { from: start, to: slow }
  - { from: slow, to: undo, kind: compensation }`;

  /** One branch is refused; the other one can be undone, so its call is waited for, and then fails as well. */
  async function failed() {
    const refusal = Promise.withResolvers<null>();
    const world = new World(async ({ nodeId }) => {
      if (nodeId === "refused") refusal.resolve(null);
      else await refusal.promise;
      return { status: 400 };
    });
    const flow = world.flow(flowText);
    const story = await world.run(flow);
    const version = { ...flow, flowVersionId: "v1", number: 1 };
    const ports = {
      store: { readEvents: () => Promise.resolve(story.events) },
      flows: { find: () => Promise.resolve(version) },
      find: () => Promise.resolve(undefined),
    } as unknown as OperationPorts;
    const run = { runId: story.runId, flowId: "test", version: 1, status: "failed" } as unknown as RunSummary;
    const plan = (from: RedriveFrom) =>
      planRedrive(ports, run, { orgId: "local", runId: story.runId, by, mode: "rewind", from } as RedriveRequest);
    return { story, plan };
  }

  it("of a failure is before the first branch failed, so that every branch goes on", async () => {
    const { story, plan } = await failed();
    const first = story.events.find(({ type }) => type === "step.failed")!;
    expect((await plan({ from: "failure" })).plan).toMatchObject({ problems: [], preview: { toSeq: first.seq - 1 } });
  });

  it("is none at which the run had stopped going forward already", async () => {
    const { story, plan } = await failed();
    const { seq } = story.events.findLast(({ type }) => type === "step.failed")!;
    expect((await plan({ from: "event", seq })).plan.problems).toMatchObject([{ code: "noSuchMoment", severity: "error" }]);
  });
});
