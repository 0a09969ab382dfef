import { describe, expect, it } from "vitest";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { complete, fail, simulate, type Answer } from "#tests/property/simulate-run.ts";
import { compileFlow } from "../compile/compile-flow.ts";
import type { FlowPlan } from "../compile/flow-plan.ts";
import type { FlowDocument, FlowEdge } from "../flow/flow-document.ts";
import { toArray } from "./chunked-list.ts";
import { outstandingCommands, replayRun } from "./index.ts";
import { stepRun } from "./step-run.ts";

type NodeSpec = FlowDocument["nodes"][number];

const map = (id: string): NodeSpec => ({ id, kind: "map", config: { expression: "input" } });
const http = (id: string): NodeSpec => ({ id, kind: "http", config: { method: "POST", url: "https://example.com" } });
const join = (id: string): NodeSpec => ({ id, kind: "join" });
const start: NodeSpec = { id: "start", kind: "trigger.manual" };
const edge = (from: string, to: string, rest: Partial<FlowEdge> = {}): FlowEdge => ({ from, to, ...rest });

function planOf(nodes: readonly NodeSpec[], edges: readonly FlowEdge[]): FlowPlan {
  const document: FlowDocument = { omnilink: 1, id: "test", name: "Test", nodes: [start, ...nodes], edges: [...edges] };
  const { plan, problems } = compileFlow(document, nodeDefinitions);
  if (!plan) throw new Error(JSON.stringify(problems, null, 2));
  return plan;
}

const always: Answer = (step) => complete(step);
const types = (events: readonly { type: string; nodeId?: string }[]): string[] =>
  events.map(({ type, nodeId }) => (nodeId ? `${type} ${nodeId}` : type));

describe("a chain", () => {
  it("runs its steps in order and gives the output of the last", () => {
    const plan = planOf([map("a"), map("b")], [edge("start", "a"), edge("a", "b")]);
    const { state, events } = simulate(plan, always, { input: { x: 1 } });
    expect(types(events)).toEqual(["run.started", "step.completed a", "step.completed b", "run.completed"]);
    expect(state).toMatchObject({ status: "completed", output: "b", outputs: { start: { x: 1 }, a: "a", b: "b" } });
  });

  it("ends with the trigger's output when nothing follows the trigger", () => {
    const { state } = simulate(planOf([], []), always, { input: { x: 1 } });
    expect(state).toMatchObject({ status: "completed", output: { x: 1 } });
  });

  it("takes the branch whose port the step named", () => {
    const choose: NodeSpec = {
      id: "choose",
      kind: "branch",
      config: { cases: [{ port: "big", when: "input > 1" }], otherwise: "small" },
    };
    const plan = planOf(
      [choose, map("a"), map("b"), map("end")],
      [
        edge("start", "choose"),
        edge("choose", "a", { port: "big" }),
        edge("choose", "b", { port: "small" }),
        edge("a", "end"),
        edge("b", "end"),
      ],
    );
    expect(Object.keys(plan.chains)).toEqual(["start"]);
    const { events } = simulate(plan, (step) => complete(step, null, step.nodeId === "choose" ? "small" : undefined));
    expect(types(events)).toEqual([
      "run.started",
      "step.completed choose",
      "step.completed b",
      "step.completed end",
      "run.completed",
    ]);
  });

  it("fails the run when a step fails and has no error edge", () => {
    const plan = planOf([http("a"), map("b")], [edge("start", "a"), edge("a", "b")]);
    const { state, events } = simulate(plan, (step) => fail(step));
    expect(types(events)).toEqual(["run.started", "step.failed a", "run.failed"]);
    expect(state.status).toBe("failed");
  });

  it("follows the error edge of a failed step and shows the failure there", () => {
    const plan = planOf(
      [http("a"), map("b"), map("rescue")],
      [edge("start", "a"), edge("a", "b"), edge("a", "rescue", { kind: "error" })],
    );
    const seen: unknown[] = [];
    const { state } = simulate(plan, (step, current) => {
      if (step.nodeId === "rescue") seen.push(current.chains[step.chain!]?.error);
      return step.nodeId === "a" ? fail(step) : complete(step);
    });
    expect(state).toMatchObject({ status: "completed", output: "rescue" });
    expect(seen).toEqual([{ code: "test/failed", message: "It failed.", nodeId: "a" }]);
  });
});

describe("forks and joins", () => {
  const diamond = planOf(
    [map("a"), map("b"), join("both"), map("end")],
    [edge("start", "a"), edge("start", "b"), edge("a", "both"), edge("b", "both"), edge("both", "end")],
  );

  it("runs branches side by side and joins their outputs once", () => {
    const { state, events } = simulate(diamond, always);
    expect(types(events)).toEqual([
      "run.started",
      "step.completed a",
      "step.completed b",
      "step.completed both",
      "step.completed end",
      "run.completed",
    ]);
    expect(state.outputs["both"]).toEqual({ a: "a", b: "b" });
  });

  it("does not wait for an exclusive branch that went another way", () => {
    const choose: NodeSpec = {
      id: "choose",
      kind: "branch",
      config: { cases: [{ port: "yes", when: "true" }], otherwise: "no" },
    };
    const plan = planOf(
      [map("a"), choose, map("b"), join("both")],
      [edge("start", "a"), edge("start", "choose"), edge("choose", "b", { port: "yes" }), edge("a", "both"), edge("b", "both")],
    );
    const { state } = simulate(plan, (step) => complete(step, step.nodeId, step.nodeId === "choose" ? "no" : undefined));
    expect(state.status).toBe("completed");
    expect(state.outputs["both"]).toEqual({ a: "a" });
    expect(state.output).toEqual({ choose: "choose", both: { a: "a" } });
  });

  it("gives the outputs of all branch ends, keyed by node, when several end", () => {
    const plan = planOf([map("a"), map("b")], [edge("start", "a"), edge("start", "b")]);
    expect(simulate(plan, always).state.output).toEqual({ a: "a", b: "b" });
  });

  it("takes back calls in flight that need no undo when another branch failed, and starts nothing new", () => {
    const plan = planOf([http("a"), http("b"), map("after")], [edge("start", "a"), edge("start", "b"), edge("b", "after")]);
    const { events } = simulate(
      plan,
      (step) => {
        if (step.nodeId === "a") return step.phase === "requested" ? fail(step) : undefined;
        return { type: "step.started", nodeId: step.nodeId, visit: 1, attempt: 1, data: {} };
      },
      { pick: (open) => open - 1 },
    );
    expect(types(events)).toEqual(["run.started", "step.started b", "step.failed a", "step.canceled b", "run.failed"]);
  });
});

describe("compensation", () => {
  const plan = planOf(
    [http("reserve"), http("charge"), http("ship"), http("release"), http("refund")],
    [
      edge("start", "reserve"),
      edge("reserve", "charge"),
      edge("charge", "ship"),
      edge("reserve", "release", { kind: "compensation" }),
      edge("charge", "refund", { kind: "compensation" }),
    ],
  );
  const failingShip: Answer = (step) => (step.nodeId === "ship" ? fail(step) : complete(step));

  it("undoes completed steps last first, with what they returned then", () => {
    const undone: unknown[] = [];
    const { state, events } = simulate(plan, (step, current) => {
      if (step.undoes) undone.push([step.nodeId, step.undoes.output]);
      return failingShip(step, current);
    });
    expect(types(events.slice(4))).toEqual([
      "run.compensating",
      "step.completed refund",
      "step.undone",
      "step.completed release",
      "step.undone",
      "run.compensated",
    ]);
    expect(undone).toEqual([
      ["refund", "charge"],
      ["release", "reserve"],
    ]);
    expect(state).toMatchObject({ status: "compensated", undo: { full: [], last: [] } });
  });

  it("stops and says so when an undo fails for good", () => {
    const { state } = simulate(plan, (step) =>
      step.nodeId === "ship" || step.nodeId === "refund" ? fail(step) : complete(step),
    );
    expect(state.status).toBe("compensation_incomplete");
    expect(toArray(state.undo).map((entry) => entry.nodeId)).toEqual(["reserve", "charge"]);
  });

  it("never says compensated when there was nothing to undo", () => {
    const { state } = simulate(plan, (step) => fail(step));
    expect(state.status).toBe("failed");
  });
});

describe("waiting", () => {
  const approval: NodeSpec = { id: "approve", kind: "approval", config: { title: "Pay?", approvers: { roles: ["executive"] } } };
  const plan = planOf([approval, map("end")], [edge("start", "approve"), edge("approve", "end", { port: "approved" })]);
  const ask: Answer = (step) =>
    step.wakeUp
      ? complete(step, {}, step.wakeUp.type === "approval" ? step.wakeUp.decision : "timedOut")
      : {
          type: "step.waiting",
          nodeId: step.nodeId,
          visit: 1,
          attempt: 1,
          data: { approval: { approvalId: "ap-1", title: "Pay?", roles: ["executive"], quorum: 1 } },
        };

  it("parks the run until a person decides", () => {
    const { state } = simulate(plan, ask);
    expect(state.status).toBe("waiting");
    expect(outstandingCommands(plan, state)).toEqual([]);
  });

  it("fails the run when a rejection has no edge to follow", () => {
    const { state: parked, events } = simulate(plan, ask);
    const decided = {
      seq: events.length + 1,
      at: "2026-01-02T00:00:00.000Z",
      type: "approval.decided",
      data: { approvalId: "ap-1", nodeId: "approve", visit: 1, decision: "rejected", by: "Eva" },
    } as const;
    const { state, commands } = stepRun(plan, parked, decided);
    expect(state.status).toBe("running");
    expect(commands).toMatchObject([
      { type: "runStep", step: { wakeUp: { type: "approval", decision: "rejected", by: "Eva" } } },
    ]);
    const outcome = ask(Object.values(state.active)[0]!, state)!;
    const ended = stepRun(plan, state, { seq: decided.seq + 1, at: decided.at, ...outcome });
    expect(ended.commands).toMatchObject([
      { type: "record", event: { type: "run.failed", data: { failure: { code: "approval/rejected" } } } },
    ]);
  });
});

describe("canceling", () => {
  it("takes back parked steps and ends canceled", () => {
    const wait: NodeSpec = { id: "pause", kind: "wait", config: { duration: "PT1H" } };
    const plan = planOf([wait], [edge("start", "pause")]);
    const { state: parked } = simulate(plan, (step) => ({
      type: "step.waiting",
      nodeId: step.nodeId,
      visit: 1,
      attempt: 1,
      data: { dueAt: "2026-01-01T01:00:00.000Z" },
    }));
    const request = { by: "Ada", compensate: true };
    const canceling = stepRun(plan, parked, {
      seq: 3,
      at: "2026-01-01T00:00:09.000Z",
      type: "run.cancelRequested",
      data: request,
    });
    expect(canceling.commands).toMatchObject([{ type: "record", event: { type: "step.canceled", nodeId: "pause" } }]);
    const [first] = canceling.commands;
    if (first?.type !== "record") throw new Error("The parked step was not taken back.");
    const next = stepRun(plan, canceling.state, { seq: 4, at: "2026-01-01T00:00:09.000Z", ...first.event });
    expect(next.commands).toMatchObject([{ type: "record", event: { type: "run.canceled", data: request } }]);
  });
});

describe("history", () => {
  it("gives the same state when it is replayed", () => {
    const plan = planOf(
      [map("a"), map("b"), join("both")],
      [edge("start", "a"), edge("start", "b"), edge("a", "both"), edge("b", "both")],
    );
    const { state, events } = simulate(plan, always);
    expect(replayRun(plan, "run-1", events)).toEqual(state);
  });

  it("is refused by a plan of another version", () => {
    const plan = planOf([map("a")], [edge("start", "a")]);
    const { events } = simulate(plan, always);
    expect(() => replayRun({ ...plan, contentHash: "sha256:other" }, "run-1", events)).toThrow(/belongs to version/);
  });

  it("refuses an event that is not the next one", () => {
    const plan = planOf([map("a")], [edge("start", "a")]);
    const { state } = simulate(plan, always);
    expect(() =>
      stepRun(plan, state, { seq: 9, at: "2026-01-01T00:00:00.000Z", type: "timer.fired", data: { nodeId: "a", visit: 1 } }),
    ).toThrow(/event 9 cannot follow/);
  });

  it("begins with the start of the run, once", () => {
    const plan = planOf([map("a")], [edge("start", "a")]);
    const { events } = simulate(plan, () => undefined);
    const [started] = events;
    expect(() => replayRun(plan, "run-1", events.slice(1))).toThrow(/has no events/);
    const fired = { seq: 1, at: started!.at, type: "timer.fired", data: { nodeId: "a", visit: 1 } } as const;
    expect(() => replayRun(plan, "run-1", [fired])).toThrow(/begins with timer.fired/);
    expect(() => replayRun(plan, "run-1", [started!, { ...started!, seq: 2 }])).toThrow(/was started already/);
  });

  it("refuses what cannot have happened: an unknown step, a port the node does not have", () => {
    const plan = planOf([map("a")], [edge("start", "a")]);
    const { state } = simulate(plan, () => undefined);
    const at = "2026-01-01T00:00:02.000Z";
    const step = { seq: 2, at, type: "step.completed", visit: 1, attempt: 1, data: { output: null, durationMs: 0 } } as const;
    expect(() => stepRun(plan, state, { ...step, nodeId: "ghost" })).toThrow(/no active step ghost#1/);
    const choose: NodeSpec = { id: "c", kind: "branch", config: { cases: [{ port: "x", when: "true" }] } };
    const branching = planOf([choose], [edge("start", "c")]);
    const { state: atBranch } = simulate(branching, () => undefined);
    expect(() => stepRun(branching, atBranch, { ...step, nodeId: "c", data: { ...step.data, port: "nowhere" } })).toThrow(
      /no port nowhere/,
    );
  });
});

describe("stop", () => {
  const stop: NodeSpec = { id: "stop", kind: "stop" };
  const plan = planOf(
    [stop, map("other"), map("later")],
    [edge("start", "other"), edge("start", "stop"), edge("other", "later")],
  );

  it("ends the run at once with its output, and takes back what has not begun", () => {
    const stopFirst: Answer = (step) => (step.nodeId === "stop" ? complete(step, "bye") : undefined);
    const { state, events } = simulate(plan, stopFirst, { pick: (open) => open - 1 });
    expect(state).toMatchObject({ status: "completed", output: "bye" });
    expect(types(events)).toEqual(["run.started", "step.completed stop", "step.canceled other", "run.completed"]);
  });

  it("fails the run with what it says when its outcome is failed", () => {
    const failure = { code: "stop/failed", message: "Too late." };
    const { state, events } = simulate(
      plan,
      (step) => (step.nodeId === "stop" ? complete(step, { failure }, "failed") : undefined),
      {
        pick: (open) => open - 1,
      },
    );
    expect(state.status).toBe("failed");
    expect(events.at(-1)).toMatchObject({ type: "run.failed", data: { failure: { ...failure, nodeId: "stop" } } });
  });

  it("lets a call in flight finish before the run ends, and what it did can be undone", () => {
    const racing = planOf(
      [stop, http("charge"), http("refund")],
      [edge("start", "charge"), edge("start", "stop"), edge("charge", "refund", { kind: "compensation" })],
    );
    const failing: Answer = (step) => {
      if (step.nodeId === "charge") return { type: "step.started", nodeId: "charge", visit: 1, attempt: 1, data: {} };
      return step.nodeId === "stop" ? complete(step, {}, "failed") : complete(step);
    };
    const { state, events } = simulate(racing, failing);
    expect(state.status).toBe("running");
    const next = stepRun(racing, state, {
      seq: events.length + 1,
      at: "2026-01-02T00:00:00.000Z",
      ...complete(state.active["charge#1"]!),
    });
    expect(next.commands).toMatchObject([{ type: "record", event: { type: "run.compensating", data: { steps: 1 } } }]);
  });
});
