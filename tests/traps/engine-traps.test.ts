import { describe, expect, it } from "vitest";
import { outstandingCommands, replayRun } from "#engine/core/machine/index.ts";
import { redrivePoint } from "#engine/core/machine/redrive-preview.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import type { RunState } from "#engine/core/machine/run-state.ts";
import { call, noAnswer, told, World } from "#tests/semantics/world.ts";

/** Traps that other engines fell into; docs/traps.md says which, and where the other ones are tested. */
const by = "Ada";
const approval = (id: string): string =>
  `  - { id: ${id}, kind: approval, config: { title: "Go on?", approvers: { roles: [engineer] } } }`;
const operator = { name: by, roles: [], isOperator: true } as const;

describe("approvals", () => {
  it("a skipped approval does not wait", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
  - { id: risky, kind: branch, config: { cases: [{ port: yes, when: "input.risk > 0.5" }], otherwise: no } }
${approval("ask")}
${call("ship")}
edges:
  - { from: start, to: risky }
  - { from: risky, port: yes, to: ask }
  - { from: ask, port: approved, to: ship }
  - { from: risky, port: no, to: ship }`);
    const { runId, state } = await world.run(flow, { risk: 0.1 });
    expect(state.status).toBe("completed");
    expect(world.engine.pendingApprovals(runId)).toEqual([]);
    expect(world.called).toEqual(["ship"]);
  });

  it("approvals in parallel branches are not bypassed: a decision counts for its own", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
${approval("legal")}
${approval("money")}
  - { id: both, kind: join }
${call("ship")}
edges:
  - { from: start, to: legal }
  - { from: start, to: money }
  - { from: legal, port: approved, to: both }
  - { from: money, port: approved, to: both }
  - { from: both, to: ship }`);
    const { runId } = await world.run(flow);
    for (const pending of [2, 1]) {
      const open = world.engine.pendingApprovals(runId);
      expect([open.length, world.called]).toEqual([pending, []]);
      await world.engine.decide({ approvalId: open[0]!.approvalId, decision: "approved", by: operator });
      await world.engine.settle(runId);
    }
    expect(world.called).toEqual(["ship"]);
  });

  it("a disapproval is not a worker death: the run fails once, by its reason, and nothing is tried again", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
${approval("ask")}
${call("ship")}
edges:
  - { from: start, to: ask }
  - { from: ask, port: approved, to: ship }`);
    const { runId } = await world.run(flow);
    const [open] = world.engine.pendingApprovals(runId);
    await world.engine.decide({ approvalId: open!.approvalId, decision: "rejected", by: operator });
    expect(await world.engine.settle(runId)).toBe("failed");
    const story = await world.story(flow, runId);
    expect(story.state).toMatchObject({ ending: { failure: { code: "approval/rejected" } } });
    expect(told(story)).toEqual(["waiting ask", "approval.decided ask", "completed ask", "run.failed"]);
  });
});

describe("going on", () => {
  it("a replayed parent gives fresh input to its child", async () => {
    const world = new World();
    world.flow(
      `
nodes:
  - { id: echo, kind: map, config: { expression: input } }
edges:
  - { from: start, to: echo }`,
      "child",
    );
    const flow = world.flow(`
nodes:
  - { id: make, kind: map, config: { expression: '{ "n": input.n }' } }
  - { id: sub, kind: subFlow, config: { flow: child, input: =steps.make } }
edges:
  - { from: start, to: make }
  - { from: make, to: sub }`);
    const { runId, events, state } = await world.run(flow, { n: 1 });
    expect(state.output).toEqual({ n: 1 });
    const toSeq = redrivePoint(events, { from: "start" })!;
    await world.engine.reopen(runId, { type: "rewind", toSeq, edits: { input: { n: 2 } }, by });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect((await world.story(flow, runId)).state.output).toEqual({ n: 2 });
  });

  it("a restored run restarts its calls: at every event, what is in flight is asked for again", async () => {
    const world = new World(({ nodeId }) => (nodeId === "b" ? "silence" : {}));
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
    const events = await world.engine.events(runId);
    const asked = events.slice(0, -1).map((_, index) => askedAfter(flow.plan, runId, events.slice(0, index + 1)));
    expect(asked).toEqual([["a"], ["a"], ["b"], ["b"]]);
  });

  it("a step that waits between two attempts shows as retrying, and until when", async () => {
    const world = new World((_, nth) => ({ status: nth === 1 ? 503 : 200 }));
    const flow = world.flow(`
nodes:
${call("a", "retry: { maxAttempts: 2, initial: PT10S, jitter: false }")}
edges:
  - { from: start, to: a }`);
    const runId = await world.start(flow);
    await world.engine.settle(runId, { jump: false });
    expect((await world.story(flow, runId)).state).toMatchObject({
      status: "waiting",
      active: { "a#1": { phase: "retrying", attempt: 2, dueAt: "2026-01-01T00:00:10.000Z" } },
    });
  });
});

function askedAfter(plan: Parameters<typeof replayRun>[0], runId: string, events: readonly RunEvent[]): readonly string[] {
  const state = JSON.parse(JSON.stringify(replayRun(plan, runId, events))) as RunState;
  return outstandingCommands(plan, state).flatMap((command) => (command.type === "runStep" ? [command.step.nodeId] : []));
}

describe("undo", () => {
  const saga = (rest = ""): string => `
nodes:
${call("a", rest)}
${["b", "undoA", "undoB", "end"].map((id) => call(id)).join("\n")}
  - { id: both, kind: join }
edges:
  - { from: start, to: a }
  - { from: start, to: b }
  - { from: a, to: both }
  - { from: b, to: both }
  - { from: both, to: end }
  - { from: a, to: undoA, kind: compensation }
  - { from: b, to: undoB, kind: compensation }`;

  it("goes by order of completion also within one millisecond", async () => {
    const world = new World(({ nodeId }) => ({ status: nodeId === "end" ? 400 : 200 }));
    const story = await world.run(world.flow(saga()));
    const completed = story.events.filter((event) => event.type === "step.completed" && /^[ab]$/.test(event.nodeId));
    expect(new Set(completed.map(({ at }) => at)).size).toBe(1);
    expect(told(story).filter((line) => line.startsWith("undone"))).toEqual(["undone b", "undone a"]);
  });

  it("reaches a step that needed several attempts, once", async () => {
    let tries = 0;
    const world = new World(({ nodeId }) => ({ status: nodeId === "end" ? 400 : nodeId === "a" && ++tries < 3 ? 503 : 200 }));
    const story = await world.run(world.flow(saga("retry: { maxAttempts: 5 }")));
    expect(story.state.status).toBe("compensated");
    expect(world.called.filter((nodeId) => nodeId.startsWith("undo")).toSorted()).toEqual(["undoA", "undoB"]);
  });

  it("finds out what a call did that was waiting for its next attempt when the run was canceled", async () => {
    const world = new World(({ nodeId }, nth) => (nodeId === "charge" && nth === 1 ? noAnswer : {}));
    const flow = world.flow(`
nodes:
${call("charge", "retry: { maxAttempts: 3, initial: PT1H, max: PT1H }")}
${call("refund")}
edges:
  - { from: start, to: charge }
  - { from: charge, to: refund, kind: compensation }`);
    const runId = await world.start(flow);
    await world.engine.settle(runId, { jump: false });
    await world.engine.send(runId, { type: "cancel", by, compensate: true });
    expect(await world.engine.settle(runId)).toBe("canceled");
    expect(world.called).toEqual(["charge", "charge", "refund"]);
    expect(new Set(world.calls.slice(0, 2).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it("ends when the run is canceled by force in the middle of it", async () => {
    const world = new World(({ nodeId }) => (nodeId === "undoB" ? "silence" : { status: nodeId === "end" ? 400 : 200 }));
    const flow = world.flow(saga());
    const runId = await world.start(flow);
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "cancel", by, compensate: false, force: true });
    expect(await world.engine.settle(runId)).toBe("canceled");
    expect((await world.story(flow, runId)).state).toMatchObject({ active: {} });
    expect(world.called).not.toContain("undoA");
  });
});

describe("time", () => {
  it("a wait beside a long call is over when its time has come, not when the call is answered", async () => {
    const world = new World(({ nodeId }) => (nodeId === "long" ? "silence" : {}));
    const flow = world.flow(`
nodes:
${["first", "long", "after"].map((id) => call(id)).join("\n")}
  - { id: nap, kind: wait, config: { duration: PT1S } }
edges:
  - { from: start, to: long }
  - { from: start, to: first }
  - { from: first, to: nap }
  - { from: nap, to: after }`);
    await world.start(flow);
    await world.engine.pass(0);
    await world.engine.pass(2_000);
    expect(world.called).toEqual(["long", "first", "after"]);
  });

  it("a run that is paused while a call is in flight shows as paused at once", async () => {
    const world = new World(() => "silence");
    const flow = world.flow(`
nodes:
${call("long")}
edges:
  - { from: start, to: long }`);
    const runId = await world.start(flow);
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "pause", by });
    await world.engine.pass(0);
    expect((await world.story(flow, runId)).state.status).toBe("paused");
  });

  it("an item that is tried again waits until there is room for it", async () => {
    const world = new World((_, nth) => ({ status: nth === 1 ? 503 : 200 }));
    const flow = world.flow(`
nodes:
  - { id: each, kind: forEach, config: { items: "[1, 2]", concurrency: 1 }, retry: { maxAttempts: 2, initial: PT10S } }
${call("work", "parent: each")}
  - { id: nap, kind: wait, parent: each, config: { duration: PT1M } }
edges:
  - { from: start, to: each }
  - { from: work, to: nap }`);
    const runId = await world.start(flow);
    await world.engine.settle(runId, { jump: "once" });
    expect(Object.keys((await world.story(flow, runId)).state.scopes)).toEqual(["each#1/1"]);
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(world.called).toHaveLength(3);
  });

  it("an item that came to its end in a paused run is counted when the run is resumed", async () => {
    let answer: () => void = () => {};
    const world = new World(async () => {
      await new Promise<void>((resolve) => (answer = resolve));
      return {};
    });
    const flow = world.flow(`
nodes:
  - { id: each, kind: forEach, config: { items: "[1]" } }
${call("work", "parent: each")}
edges:
  - { from: start, to: each }`);
    const runId = await world.start(flow);
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "pause", by });
    await world.engine.pass(0);
    answer();
    await world.engine.settle(runId);
    await world.engine.send(runId, { type: "resume", by });
    expect(await world.engine.settle(runId)).toBe("completed");
  });

  it("a run that timed out and is tried again has the time that was left", async () => {
    const world = new World();
    const flow = world.flow(`
timeout: PT10M
nodes:
  - { id: nap, kind: wait, config: { signal: go } }
edges:
  - { from: start, to: nap }`);
    const { runId } = await world.run(flow);
    expect((await world.story(flow, runId)).state.status).toBe("failed");
    await world.engine.pass(3_600_000);
    await world.engine.reopen(runId, { type: "rewind", toSeq: 2, edits: {}, by });
    expect(await world.engine.settle(runId, { jump: false })).toBe("waiting");
    await world.engine.send(runId, { type: "signal", name: "go", payload: 1 });
    expect(await world.engine.settle(runId, { jump: false })).toBe("completed");
  });
});
