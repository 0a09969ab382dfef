import { describe, expect, it } from "vitest";
import type { CompiledFlow } from "#engine/core/compile/flow-plan.ts";
import { forkState, startState } from "#engine/core/machine/fork-state.ts";
import { startRun } from "#engine/core/machine/index.ts";
import { moveRun } from "#engine/core/machine/move-run.ts";
import { redrivePoint } from "#engine/core/machine/redrive-preview.ts";
import { rewindState } from "#engine/core/machine/redrive.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { plainState } from "#engine/runtime/operations/plain-state.ts";
import { call, World } from "./world.ts";

/** A webhook whose caller is answered between two calls. */
const flowText = (respond = "node"): string => `
nodes:
  - { id: hook, kind: trigger.webhook, config: { path: orders, respond: ${respond} } }
${call("first", "retry: { maxAttempts: 1 }")}
  - { id: ask, kind: wait, config: { signal: go } }
  - { id: answer, kind: respond, config: {} }
${call("last")}
edges:
  - { from: hook, to: first }
  - { from: first, to: ask }
  - { from: ask, to: answer }
  - { from: answer, to: last }`;

const by = "Ada";
const to = ({ plan }: CompiledFlow) => ({ plan, number: 2 });

async function begun(world = new World()) {
  const flow = world.flow(flowText());
  const runId = await world.engine.start(flow, { trigger: "hook", input: null });
  await world.engine.settle(runId, { jump: false });
  return { world, flow, runId };
}

async function goOn({ engine }: World, runId: string): Promise<void> {
  await engine.send(runId, { type: "signal", name: "go", payload: null });
  await engine.settle(runId);
}

async function answered() {
  const begin = await begun();
  await goOn(begin.world, begin.runId);
  return { ...begin, events: await begin.world.engine.events(begin.runId) };
}

async function answersOf(world: World, runId: string) {
  const events = await world.engine.events(runId);
  return events.flatMap((event) => (event.type === "step.completed" && event.nodeId === "answer" ? [event.data.output] : []));
}

describe("a run that goes back in time", () => {
  it("answers nobody any more once its caller was answered", async () => {
    const { world, runId, events } = await answered();
    const toSeq = redrivePoint(events, { from: "node", nodeId: "answer" })!;
    const back = { type: "rewind", toSeq, edits: {}, by } as const;
    for (const message of [back, back]) {
      await world.engine.reopen(runId, message);
      await world.engine.settle(runId);
    }
    const none = { answered: false, reason: expect.stringContaining("before the run went back in time") };
    expect(await answersOf(world, runId)).toMatchObject([{ answered: true }, none, none]);
  });

  it("answers nobody any more once its caller heard how it ended", async () => {
    let broken = true;
    const { world, runId } = await begun(new World(() => ({ status: broken ? 400 : 200 })));
    broken = false;
    const toSeq = redrivePoint(await world.engine.events(runId), { from: "failure" })!;
    await world.engine.reopen(runId, { type: "rewind", toSeq, edits: {}, by });
    await world.engine.settle(runId, { jump: false });
    await goOn(world, runId);
    expect(await answersOf(world, runId)).toMatchObject([{ answered: false }]);
  });

  it("still answers the caller who waits all the while", async () => {
    const { world, runId } = await begun();
    const toSeq = redrivePoint(await world.engine.events(runId), { from: "node", nodeId: "first" })!;
    await world.engine.send(runId, { type: "rewind", toSeq, edits: {}, by });
    await world.engine.settle(runId, { jump: false });
    await goOn(world, runId);
    expect(await answersOf(world, runId)).toMatchObject([{ answered: true }]);
  });
});

describe("a fork", () => {
  it("has no caller, wherever it begins and whoever started its original", async () => {
    const { flow, runId, events } = await answered();
    const { plan } = flow;
    const { state: then } = rewindState(plan, runId, events, 1);
    for (const before of [then, { ...then, noCaller: "byHand" as const }]) {
      const forked = forkState(before, plan, to(flow));
      if (!forked.ok) throw new Error("refused");
      expect(forked.state.noCaller).toBe("fork");
      const first = events[0] as Extract<RunEvent, { type: "run.started" }>;
      const fork = { runId, seq: 1, state: plainState(forked.state) };
      expect(startRun(plan, "fork", { ...first, data: { ...first.data, fork } }).state.noCaller).toBe("fork");
      const data = { ...first.data, noCaller: "byHand" as const };
      expect(startState({ ...first, data }, runId, to(flow)).noCaller).toBe("fork");
    }
  });

  it("says nothing of it where no caller ever waits", async () => {
    const { world, flow, runId, events } = await answered();
    const other = to(world.flow(flowText("accepted"), "other"));
    const { state: then } = rewindState(flow.plan, runId, events, 1);
    expect(forkState(then, flow.plan, other)).not.toHaveProperty("state.noCaller");
    const first = { ...(events[0] as Extract<RunEvent, { type: "run.started" }>) };
    expect(startState(first, runId, other)).not.toHaveProperty("noCaller");
  });
});

describe("a run that is moved", () => {
  const moment = { atMs: Date.parse("2026-01-01T01:00:00.000Z") };

  it("keeps its caller, and gets none from a version that has callers wait", async () => {
    const { world, flow, runId } = await begun();
    const { state } = await world.story(flow, runId);
    const others = [
      world.flow(flowText().replace("signal: go", "signal: goOn"), "other"),
      world.flow(flowText("result"), "result"),
    ] as const;
    expect(moveRun(state, flow.plan, to(others[0]), moment)).not.toHaveProperty("state.noCaller");
    const started = await world.engine.start(others[1], { trigger: "hook", input: null });
    await world.engine.settle(started, { jump: false });
    const { state: result } = await world.story(others[1], started);
    expect(moveRun(result, others[1].plan, to(flow), moment)).toMatchObject({ state: { noCaller: "moved" } });
    expect(moveRun({ ...state, noCaller: "fork" }, flow.plan, to(others[0]), moment)).toMatchObject({
      state: { noCaller: "fork" },
    });
  });
});

describe("a sub-flow", () => {
  it.each([true, false])("has no caller (waited for: %s)", async (wait) => {
    const world = new World();
    world.flow(
      `
nodes: # no other trigger
  - { id: hook, kind: trigger.webhook, config: { path: child, respond: node } }
  - { id: answer, kind: respond, config: {} }
edges:
  - { from: hook, to: answer }`,
      "child",
    );
    const parent = world.flow(`
nodes:
  - { id: sub, kind: subFlow, config: { flow: child, wait: ${wait} } }
edges:
  - { from: start, to: sub }`);
    const { events } = await world.run(parent);
    const child = events.find((event) => event.type === "step.completed" && event.nodeId === "sub");
    const [ended] = events.flatMap((event) => (event.type === "child.ended" ? [event.data.runId] : []));
    const given = child?.type === "step.completed" ? child.data.output : null;
    const runId = ended ?? (given as { readonly runId: string }).runId;
    const none = { answered: false, reason: expect.stringContaining("was started by another run") };
    expect(await answersOf(world, runId)).toMatchObject([none]);
  });
});
