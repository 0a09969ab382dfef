import { describe, expect, it } from "vitest";
import { replayRun, stepRun } from "#engine/core/machine/index.ts";
import { lastCompletions, moveRun, type Move } from "#engine/core/machine/move-run.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import type { CompiledFlow } from "#engine/core/compile/flow-plan.ts";
import { call, World } from "./world.ts";

const approve = (title: string, rest = ""): string =>
  `  - { id: ask, kind: approval, config: { title: "${title}", approvers: { roles: [executive] } }${rest} }`;

const flowText = (middle = approve("Go?"), more = "", edges = ""): string => `
nodes:
${call("first")}
${middle}
${call("last")}
${more}
edges:
  - { from: start, to: first }
  - { from: first, to: ask }
  - { from: ask, port: approved, to: last }
${edges}`;

const moment = { atMs: Date.parse("2026-01-01T01:00:00.000Z") };
const to = ({ plan }: CompiledFlow) => ({ plan, number: 2 });

async function waiting(text = flowText()) {
  const world = new World();
  const flow = world.flow(text);
  const runId = await world.start(flow);
  await world.engine.settle(runId, { jump: false });
  const { state, events } = await world.story(flow, runId);
  return { world, flow, runId, state, events };
}

describe("moving a run to another version", () => {
  it("keeps an unchanged wait as it is, and goes on in the other version", async () => {
    const { world, flow, state } = await waiting();
    const other = world.flow(flowText(approve("Go?"), call("more"), "  - { from: last, to: more }"), "other");
    const moved = moveRun(state, flow.plan, to(other), moment);
    expect(moved).toMatchObject({ outcome: "moves", again: [], state: { version: 2, contentHash: other.plan.contentHash } });
    if (moved.outcome !== "moves") return;
    expect(moved.state.active).toEqual(state.active);
    expect(moved.state.outputs).toEqual(state.outputs);
  });

  it("folds to the same state from the whole history and from the move alone", async () => {
    const { world, flow, runId, state, events } = await waiting();
    const other = world.flow(flowText(approve("Go on?")), "other");
    const moved = moveRun(state, flow.plan, to(other), moment);
    if (moved.outcome !== "moves") throw new Error(moved.outcome);
    const data = { from: 1, version: 2, contentHash: other.plan.contentHash, state: moved.state as never, by: "Ada" };
    const event: RunEvent = { seq: state.seq + 1, at: "2026-01-01T01:00:00.000Z", type: "run.moved", data };
    const after = stepRun(other.plan, state, event).state;
    expect(replayRun(other.plan, runId, [...events, event])).toEqual(after);
    expect(replayRun(other.plan, runId, [event])).toEqual(after);
    expect(() => stepRun(flow.plan, state, event)).toThrow("belongs to version");
  });

  it("begins a changed wait again as a visit of its own", async () => {
    const { world, flow, state } = await waiting();
    const other = world.flow(flowText(approve("Go on?", ", deadline: PT1H")), "other");
    const moved = moveRun(state, flow.plan, to(other), moment);
    expect(moved).toMatchObject({ outcome: "moves", again: ["ask"], state: { visits: { ask: 2 } } });
    if (moved.outcome !== "moves") return;
    expect(moved.state.active).toEqual({
      "ask#2": expect.objectContaining({ phase: "requested", visit: 2, deadlineAt: "2026-01-01T02:00:00.000Z" }),
    });
    expect(moved.state.active["ask#2"]).not.toHaveProperty("approvalId");
  });

  it("names the node that is gone, of another kind, or in another place", async () => {
    const { world, flow, state } = await waiting();
    const gone = world.flow(`\nnodes:\n${call("first")}\nedges:\n  - { from: start, to: first }`, "gone");
    const wait = world.flow(
      flowText("  - { id: ask, kind: wait, config: { duration: PT1H } }").replace(", port: approved", ""),
      "wait",
    );
    for (const other of [gone, wait])
      expect(moveRun(state, flow.plan, to(other), moment)).toMatchObject({
        outcome: "breaks",
        problems: [{ nodeId: "ask", message: expect.any(String) }],
      });
  });

  it("names the step that reads what the run has passed by", async () => {
    const { world, flow, state } = await waiting();
    const text = flowText()
      .replace(
        call("last"),
        `  - { id: check, kind: map, config: { expression: "1" } }\n  - { id: last, kind: map, config: { expression: "steps.check + 1" } }`,
      )
      .replace("{ from: start, to: first }", "{ from: start, to: check }\n  - { from: check, to: first }");
    expect(moveRun(state, flow.plan, to(world.flow(text, "read")), moment)).toMatchObject({
      outcome: "breaks",
      problems: [{ nodeId: "last", message: expect.stringContaining('reads what "check" gives') }],
    });
    const ahead = flowText()
      .replace(
        call("last"),
        `  - { id: check, kind: map, config: { expression: "1" } }\n  - { id: last, kind: map, config: { expression: "steps.check + 1" } }`,
      )
      .replace("approved, to: last", "approved, to: check }\n  - { from: check, to: last");
    expect(moveRun(state, flow.plan, to(world.flow(ahead, "ahead")), moment)).toMatchObject({ outcome: "moves" });
  });

  it("leaves a run alone that is in the middle of a call, or takes back what it did", async () => {
    const { world, flow, state, events, runId } = await waiting();
    const other = to(world.flow(flowText(approve("Go?"), call("more"), "  - { from: last, to: more }"), "other"));
    const calling = replayRun(flow.plan, runId, events.slice(0, events.findIndex(({ type }) => type === "step.started") + 1));
    expect(moveRun(calling, flow.plan, other, moment)).toMatchObject({ outcome: "busy", nodeId: "first" });
    expect(moveRun({ ...state, closing: true }, flow.plan, other, moment)).toMatchObject({ outcome: "busy" });
  });

  it("goes back to what the other version makes a savepoint of, also where the run had passed it before", async () => {
    const { world, flow, state, events } = await waiting(
      flowText(approve("Go?"), call("undo"), "  - { from: first, to: undo, kind: compensation }"),
    );
    const other = world.flow(
      flowText(
        approve("Go?"),
        `${call("undo")}\n  - { id: back, kind: compensate, config: { to: start } }\n  - { id: since, kind: compensate, config: { to: first } }`,
        "  - { from: first, to: undo, kind: compensation }\n  - { from: ask, port: rejected, to: since }\n  - { from: since, to: back }",
      ),
      "other",
    );
    const moved = moveRun(state, flow.plan, to(other), { ...moment, completedAt: lastCompletions(events) });
    const firstAt = events.find((event) => event.type === "step.completed" && event.nodeId === "first")!.seq;
    expect(moved).toMatchObject({ outcome: "moves", state: { savepoints: { start: 0, first: firstAt } } });
  });

  it("gives a wait the time that the other version gives it, from the move on", async () => {
    const { world, flow, state } = await waiting();
    const other = to(world.flow(flowText(approve("Go?", ", deadline: PT2H")), "other"));
    const deadlineOf = (moved: Move) => moved.outcome === "moves" && moved.state.active["ask#1"]?.deadlineAt;
    expect(deadlineOf(moveRun(state, flow.plan, other, moment))).toBe("2026-01-01T03:00:00.000Z");
    const paused = { ...state, paused: { by: "Ada", atMs: moment.atMs - 1_800_000 } };
    expect(deadlineOf(moveRun(paused, flow.plan, other, moment))).toBe("2026-01-01T02:30:00.000Z");
  });

  it("does not repeat a call of a changed step of which nobody knows whether it arrived", async () => {
    const { world, flow, state } = await waiting();
    const other = to(world.flow(flowText(approve("Go on?")), "other"));
    const unknown = { ...state, active: { "ask#1": { ...state.active["ask#1"]!, outcomeUnknown: true as const } } };
    expect(moveRun(unknown, flow.plan, other, moment)).toMatchObject({ outcome: "breaks", problems: [{ nodeId: "ask" }] });
    const undecided = { ...state, active: { "ask#1": { ...state.active["ask#1"]!, phase: "undecided" as const } } };
    expect(moveRun(undecided, flow.plan, other, moment)).toMatchObject({ outcome: "breaks" });
    const parent = { ...state, active: { "ask#1": { ...state.active["ask#1"]!, child: "r" } } };
    expect(moveRun(parent, flow.plan, other, moment)).toMatchObject({ outcome: "breaks" });
  });
});
