import { describe, expect, it } from "vitest";
import { replayRun } from "#engine/core/machine/index.ts";
import { redrivePoint } from "#engine/core/machine/redrive-preview.ts";
import { call, noAnswer, told, World } from "./world.ts";

const undone = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.startsWith("undone"));

describe("undo", () => {
  it("goes back over parallel branches in the reverse of the order in which steps completed", async () => {
    const world = new World(async ({ nodeId }) => {
      for (let turn = nodeId === "a" ? 6 : 0; turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
      return nodeId === "end" ? { status: 400 } : {};
    });
    const flow = world.flow(`
nodes:
${["a", "b", "undoA", "undoB", "end"].map((id) => call(id)).join("\n")}
  - { id: both, kind: join }
edges:
  - { from: start, to: a }
  - { from: start, to: b }
  - { from: a, to: undoA, kind: compensation }
  - { from: b, to: undoB, kind: compensation }
  - { from: a, to: both }
  - { from: b, to: both }
  - { from: both, to: end }`);
    const story = await world.run(flow);
    expect(story.state.status).toBe("compensated");
    expect(undone(told(story))).toEqual(["undone a", "undone b"]);
  });

  it("undoes each item of a for-each with what that item was and returned", async () => {
    const bodies: unknown[] = [];
    const world = new World(({ nodeId, body = "null", url }) => {
      if (nodeId === "back") bodies.push([url.pathname, JSON.parse(body)]);
      return nodeId === "end" ? { status: 400 } : { body: { id: `${nodeId}-${body}` } };
    });
    const flow = world.flow(`
nodes:
  - { id: each, kind: forEach, config: { items: input, concurrency: 1 } }
  - { id: pick, kind: http, parent: each, config: { method: POST, url: "https://example.com/pick", body: "=item" } }
  - { id: back, kind: http, parent: each, config: { method: POST, url: '="https://example.com/back/" & $string(index)', body: '={ "of": step.output.id, "item": item }' } }
${call("end")}
edges:
  - { from: start, to: each }
  - { from: each, to: end }
  - { from: pick, to: back, kind: compensation }`);
    const story = await world.run(flow, [10, 20]);
    expect(story.state).toMatchObject({ status: "compensated", active: {} });
    expect(bodies).toEqual([
      ["/back/1", { of: "pick-20", item: 20 }],
      ["/back/0", { of: "pick-10", item: 10 }],
    ]);
  });

  it("knows what the items around an item had returned by then", async () => {
    const bodies: unknown[] = [];
    const world = new World(({ nodeId, body = "null" }) => {
      if (nodeId === "back") bodies.push(JSON.parse(body));
      return nodeId === "end" ? { status: 400 } : { body: `${nodeId} ${body}` };
    });
    const flow = world.flow(`
nodes:
  - { id: orders, kind: forEach, config: { items: input, concurrency: 1 } }
  - { id: open, kind: http, parent: orders, config: { method: POST, url: "https://example.com", body: "=item.id" } }
  - { id: lines, kind: forEach, parent: orders, config: { items: item.lines, concurrency: 1 } }
  - { id: book, kind: http, parent: lines, config: { method: POST, url: "https://example.com", body: "=item" } }
  - { id: back, kind: http, parent: lines, config: { method: POST, url: "https://example.com", body: "=[steps.open, item]" } }
${call("end")}
edges:
  - { from: start, to: orders }
  - { from: orders, to: end }
  - { from: open, to: lines }
  - { from: book, to: back, kind: compensation }`);
    await world.run(flow, [
      { id: 1, lines: [11] },
      { id: 2, lines: [22] },
    ]);
    expect(bodies).toEqual([
      ["open 2", 22],
      ["open 1", 11],
    ]);
  });

  const twoSteps = (onFailure: string): string => `
nodes:
${["a", "b", "undoA", "undoB", "end"].map((id) => call(id)).join("\n")}
edges:
  - { from: start, to: a }
  - { from: a, to: b }
  - { from: b, to: end }
  - { from: a, to: undoA, kind: compensation }
  - { from: b, to: undoB, kind: compensation${onFailure === "" ? "" : `, onFailure: ${onFailure}`} }`;
  const failing = (...nodes: string[]) => new World(({ nodeId = "" }) => ({ status: nodes.includes(nodeId) ? 400 : 200 }));

  it("knows the key the step was called with, also one of an earlier visit, and why it is undone", async () => {
    const world = new World(({ nodeId }, nth) => ({ status: nodeId === "b" || (nodeId === "a" && nth === 1) ? 400 : 200 }));
    const flow = world.flow(`
nodes:
${call("a")}
  - { id: undoA, kind: http, config: { method: POST, url: "https://example.com/undoA", body: =step } }
${call("b")}
edges:
  - { from: start, to: a }
  - { from: a, to: b }
  - { from: a, to: undoA, kind: compensation }`);
    const { runId, events } = await world.run(flow);
    const toSeq = redrivePoint(events, { from: "failure" })!;
    await world.engine.reopen(runId, { type: "rewind", toSeq, edits: {}, by: "Ada" });
    expect(await world.engine.settle(runId)).toBe("compensated");
    expect(world.called).toEqual(["a", "a", "b", "undoA"]);
    expect(JSON.parse(world.calls.at(-1)!.body!)).toMatchObject({
      output: { by: "a" },
      idempotencyKey: world.calls[0]!.idempotencyKey,
      cause: { code: "http/status", nodeId: "b" },
    });
  });

  it("knows that somebody canceled the run, and why", async () => {
    const world = new World(({ nodeId }) => (nodeId === "b" ? "silence" : {}));
    const flow = world.flow(`
nodes:
${call("a")}
  - { id: undoA, kind: http, config: { method: POST, url: "https://example.com/undoA", body: =step.cause } }
${call("b")}
edges:
  - { from: start, to: a }
  - { from: a, to: b }
  - { from: a, to: undoA, kind: compensation }`);
    const runId = await world.start(flow);
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "cancel", by: "Ada", reason: "wrong order", compensate: true });
    expect(await world.engine.settle(runId)).toBe("canceled");
    expect(JSON.parse(world.calls.at(-1)!.body!)).toEqual({
      code: "run/canceled",
      message: "The run was canceled by Ada: wrong order",
    });
  });

  it("stops at an undo that fails for good, and says so", async () => {
    const world = failing("end", "undoB");
    const story = await world.run(world.flow(twoSteps("")));
    expect(story.state.status).toBe("compensation_incomplete");
    expect(undone(told(story))).toEqual([]);
  });

  it("passes over a failing undo when the flow says so, and does not claim to have undone all", async () => {
    const world = failing("end", "undoB");
    const story = await world.run(world.flow(twoSteps("continue")));
    expect(story.state.status).toBe("compensation_incomplete");
    expect(undone(told(story))).toEqual(["undone a"]);
  });

  const twoUndos = (policy: string): string => `
nodes:
${call("a")}
${call("b")}
${call("release")}
${call("tell")}
${call("end")}
edges:
  - { from: start, to: a }
  - { from: a, to: b }
  - { from: b, to: end }
  - { from: a, to: tell, kind: compensation }
  - { from: b, to: release, kind: compensation, onFailure: ${policy} }
  - { from: b, to: tell, kind: compensation, onFailure: continue }`;

  it("goes on with the other compensation of the same step when the flow passes over the one that fails", async () => {
    const world = failing("end", "release");
    const story = await world.run(world.flow(twoUndos("continue")));
    expect(world.called).toEqual(["a", "b", "end", "release", "tell", "tell"]);
    expect(undone(told(story))).toEqual(["undone a"]);
    expect(story.state.status).toBe("compensation_incomplete");
  });

  it("goes on with the other compensation when the time of the first one is over", async () => {
    const world = new World(({ nodeId }) => (nodeId === "end" ? { status: 400 } : nodeId === "release" ? { status: 503 } : {}));
    const hasDeadline = (line: string): string =>
      line.includes("id: release") ? line.replace("kind:", "deadline: PT2S, kind:") : line;
    await world.run(world.flow(twoUndos("continue").split("\n").map(hasDeadline).join("\n")));
    expect([...new Set(world.called)]).toEqual(["a", "b", "end", "release", "tell"]);
    expect(world.called.filter((id) => id === "tell")).toHaveLength(2);
  });

  it("does not say that a step is undone when the last of its compensations was passed over", async () => {
    const world = failing("end", "tell");
    const story = await world.run(world.flow(twoUndos("continue")));
    expect(world.called).toEqual(["a", "b", "end", "release", "tell", "tell"]);
    expect(undone(told(story))).toEqual([]);
  });

  it("stops at the first of two compensations where the flow says so", async () => {
    const world = failing("end", "release");
    await world.run(world.flow(twoUndos("stop")));
    expect(world.called).toEqual(["a", "b", "end", "release"]);
  });

  it("means in a history of an earlier release that both compensations were passed over", async () => {
    const world = failing("end", "release");
    const flow = world.flow(twoUndos("continue"));
    const { runId, events } = await world.run(flow);
    const failed = events.findIndex((event) => event.type === "step.failed" && event.nodeId === "release");
    const earlier = events.slice(0, failed + 1).map((event) => {
      if (event.type !== "step.failed") return event;
      const { othersRun: _others, ...data } = event.data;
      return { ...event, data };
    });
    expect(replayRun(flow.plan, runId, earlier).active["tell#1"]?.undoes?.nodeId).toBe("a");
    expect(replayRun(flow.plan, runId, events.slice(0, failed + 1)).active["tell#1"]?.undoes?.nodeId).toBe("b");
  });

  it("asks a person about a failing undo when the flow says so, and goes on as they decide", async () => {
    const world = failing("end", "undoB");
    const flow = world.flow(twoSteps("ask"));
    const { runId, state } = await world.run(flow);
    expect(state).toMatchObject({ status: "needs_decision", active: { "undoB#1": { phase: "undecided" } } });
    await world.engine.send(runId, { type: "verdict", nodeId: "undoB", visit: 1, verdict: "done", by: "Ada", reason: "by hand" });
    expect(await world.engine.settle(runId)).toBe("compensated");
    expect(undone(told(await world.story(flow, runId)))).toEqual(["undone b", "undone a"]);
  });

  it("tries a failed undo again when a person resumes it, or counts it as done", async () => {
    let broken = true;
    const world = new World(({ nodeId = "" }) => ({ status: nodeId === "end" || (nodeId === "undoB" && broken) ? 400 : 200 }));
    const flow = world.flow(twoSteps(""));
    const { runId } = await world.run(flow);
    broken = false;
    await world.engine.reopen(runId, { type: "resumeUndo", waive: false, by: "Ada" });
    expect(await world.engine.settle(runId)).toBe("compensated");
    expect(undone(told(await world.story(flow, runId)))).toEqual(["undone b", "undone a"]);
  });

  it("never says compensated when there was nothing to undo", async () => {
    const world = failing("a");
    expect((await world.run(world.flow(twoSteps("")))).state.status).toBe("failed");
  });
});

describe("compensate", () => {
  const flowOf = (world: World) =>
    world.flow(`
nodes:
${call("before")}
${call("undoBefore")}
  - { id: part, kind: block }
${call("a", "parent: part")}
${call("undoA", "parent: part")}
${call("b", "parent: part")}
  - { id: back, kind: compensate, config: { to: part } }
${call("other")}
edges:
  - { from: start, to: before }
  - { from: before, to: part }
  - { from: a, to: b }
  - { from: part, to: back, kind: error }
  - { from: back, to: other }
  - { from: before, to: undoBefore, kind: compensation }
  - { from: a, to: undoA, kind: compensation }`);

  it("undoes what was done inside a block and goes on another way", async () => {
    const world = new World(({ nodeId }) => ({ status: nodeId === "b" ? 400 : 200 }));
    const story = await world.run(flowOf(world));
    expect(story.state).toMatchObject({ status: "completed", outputs: { back: { undone: 1 } } });
    expect(world.called).toEqual(["before", "a", "b", "undoA", "other"]);
  });

  it("does not undo again what it undid when the run fails later", async () => {
    const world = new World(({ nodeId = "" }) => ({ status: ["b", "other"].includes(nodeId) ? 400 : 200 }));
    const story = await world.run(flowOf(world));
    expect(story.state.status).toBe("compensated");
    expect(undone(told(story))).toEqual(["undone a", "undone before"]);
  });
});

describe("an outcome nobody knows", () => {
  const wire = (world: World) =>
    world.flow(`
nodes:
  - { id: wire, kind: http, config: { method: POST, url: "https://example.com", effect: none } }
  - { id: after, kind: map, config: { expression: steps.wire } }
  - { id: rescue, kind: map, config: { expression: '"failed"' } }
edges:
  - { from: start, to: wire }
  - { from: wire, to: after }
  - { from: wire, to: rescue, kind: error }`);

  it.each([
    ["retry", "completed", { ok: true }, 2],
    ["done", "completed", "by hand", 1],
    ["failed", "completed", "failed", 1],
  ] as const)("waits for a person, who says %s", async (verdict, status, output, calls) => {
    const world = new World((_, nth) => (nth === 1 ? noAnswer : { body: { ok: true } }));
    const flow = wire(world);
    const { runId, state } = await world.run(flow);
    expect(state).toMatchObject({ status: "needs_decision", active: { "wire#1": { question: { code: "http/timeout" } } } });
    const said = verdict === "done" ? { output: "by hand" } : {};
    await world.engine.send(runId, { type: "verdict", nodeId: "wire", visit: 1, verdict, by: "Ada", ...said });
    expect(await world.engine.settle(runId)).toBe(status);
    expect((await world.story(flow, runId)).state.output).toEqual(output);
    expect(world.calls).toHaveLength(calls);
  });

  it("is looked up by asking again with the same key, and undone when it did something", async () => {
    const world = new World(({ nodeId }, nth) => (nodeId === "charge" && nth === 1 ? noAnswer : {}));
    const flow = world.flow(`
nodes:
${call("charge")}
${call("refund")}
edges:
  - { from: start, to: charge }
  - { from: charge, to: refund, kind: compensation }`);
    const story = await world.run(flow);
    expect(world.called).toEqual(["charge", "charge", "refund"]);
    expect(new Set(world.calls.slice(0, 2).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(told(story)).toEqual([
      "failed charge",
      "lateCompleted charge",
      "run.compensating",
      "completed refund",
      "undone charge",
      "run.compensated",
    ]);
  });

  it("is left alone when the second answer says that nothing was done", async () => {
    const world = new World((_, nth) => (nth === 1 ? noAnswer : { status: 404 }));
    const flow = world.flow(`
nodes:
${call("charge")}
${call("refund")}
edges:
  - { from: start, to: charge }
  - { from: charge, to: refund, kind: compensation }`);
    const story = await world.run(flow);
    expect(told(story)).toEqual(["failed charge", "lateFailed charge", "run.failed"]);
  });
});
