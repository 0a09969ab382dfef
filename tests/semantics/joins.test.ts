import { describe, expect, it } from "vitest";
import { call, told, World } from "./world.ts";

const race = (config: string, rest = ""): string => `
nodes:
${call("a")}
${call("b")}
${call("c")}
  - { id: first, kind: join, config: { ${config} } }
${rest.includes("after") ? call("after") : ""}
edges:
  - { from: start, to: a }
  - { from: start, to: b }
  - { from: start, to: c }
  - { from: a, to: first }
  - { from: b, to: first }
  - { from: c, to: first }
${rest}`;

/** Of two branches the first goes on, and what the other does can be undone. */
const raceUndone = (more: { readonly nodes?: readonly string[]; readonly edges?: readonly string[] } = {}): string => `
nodes:
${["a", "undoA", "b"].map((id) => call(id)).join("\n")}
  - { id: first, kind: join, config: { mode: any } }
${(more.nodes ?? []).join("\n")}
edges:
  - { from: start, to: b }
  - { from: start, to: a }
  - { from: a, to: undoA, kind: compensation }
  - { from: a, to: first }
  - { from: b, to: first }
${(more.edges ?? []).map((edge) => `  - { ${edge} }`).join("\n")}`;

describe("a join", () => {
  it("goes on with the first branch in mode any, and takes the others back", async () => {
    const world = new World(({ nodeId }) => (nodeId === "b" ? {} : "silence"));
    const story = await world.run(world.flow(race("mode: any")));
    expect(story.state).toMatchObject({ status: "completed", output: { b: { by: "b" } }, active: {} });
    expect(told(story)).toEqual(["completed b", "completed first", "canceled a", "canceled c", "run.completed"]);
    expect(world.aborted.toSorted()).toEqual(["a", "c"]);
  });

  it("goes on when so many branches have come in mode count", async () => {
    const world = new World(({ nodeId }) => (nodeId === "c" ? "silence" : {}));
    const { state } = await world.run(world.flow(race("mode: count, count: 2")));
    expect(state).toMatchObject({ status: "completed", output: { a: { by: "a" }, b: { by: "b" } } });
  });

  it("fails when fewer branches can come than it needs", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
  - { id: choose, kind: branch, config: { cases: [{ port: yes, when: "false" }] } }
${call("a")}
${call("b")}
  - { id: both, kind: join, config: { mode: count, count: 2 } }
edges:
  - { from: start, to: choose }
  - { from: start, to: b }
  - { from: choose, port: yes, to: a }
  - { from: a, to: both }
  - { from: b, to: both }`);
    const { state } = await world.run(flow);
    expect(state).toMatchObject({ status: "failed", ending: { failure: { code: "join/too-few", nodeId: "both" } } });
  });

  it("lets a loser that can be undone finish, and undoes at once what it did", async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const world = new World(async ({ nodeId }) => {
      if (nodeId === "a") await held;
      if (nodeId === "b") setImmediate(() => setImmediate(release));
      return {};
    });
    const story = await world.run(world.flow(raceUndone()));
    expect(story.state).toMatchObject({ status: "completed", output: { b: { by: "b" } }, active: {}, undo: { last: [] } });
    expect(told(story)).toEqual([
      "completed b",
      "completed first",
      "completed a",
      "completed undoA",
      "undone a",
      "run.completed",
    ]);
  });

  it("asks a person when what a loser did cannot be undone, also where the run is about to stop", async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let undos = 0;
    const world = new World(async ({ nodeId }) => {
      if (nodeId === "a") await held;
      if (nodeId === "b") setImmediate(() => setImmediate(release));
      if (nodeId !== "undoA") return {};
      return { status: ++undos < 20 ? 400 : 200 };
    });
    const flow = world.flow(raceUndone({ nodes: ["  - { id: over, kind: stop }"], edges: ["from: first, to: over"] }));
    const { state, runId } = await world.run(flow);
    expect(world.called).toEqual(["b", "a", "undoA"]);
    expect(state).toMatchObject({ status: "needs_decision", active: { "undoA#1": { phase: "undecided" } } });

    await world.engine.send(runId, {
      type: "verdict",
      nodeId: "undoA",
      visit: 1,
      verdict: "failed",
      by: "Ana",
      reason: "left as it is",
    });
    await world.engine.settle(runId);
    expect((await world.story(flow, runId)).state).toMatchObject({ status: "completed", undo: { last: [] } });
  });

  it("waives the undo that failed, also where a newer step waits to be undone", async () => {
    const undoing = Promise.withResolvers<undefined>();
    const world = new World(async ({ nodeId }) => {
      if (nodeId === "undoA") await undoing.promise;
      if (nodeId === "ship") setImmediate(() => setImmediate(() => undoing.resolve(undefined)));
      return { status: nodeId === "undoA" || nodeId === "ship" ? 400 : 200 };
    });
    const nodes = ["c", "undoC", "ship"].map((id) => call(id));
    const edges = ["from: first, to: c", "from: c, to: undoC, kind: compensation", "from: c, to: ship"];
    const flow = world.flow(raceUndone({ nodes, edges }));
    const { runId, state } = await world.run(flow);
    expect(state).toMatchObject({ status: "compensation_incomplete", undo: { last: [{ nodeId: "a" }, { nodeId: "c" }] } });

    await world.engine.reopen(runId, { type: "resumeUndo", waive: true, by: "Ada" });
    expect(await world.engine.settle(runId)).toBe("compensated");
    expect(world.called.filter((nodeId) => nodeId.startsWith("undo"))).toEqual(["undoA", "undoC"]);
  });

  it("does not go on twice when a branch arrives after it went on", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
  - { id: a, kind: map, config: { expression: "1" } }
  - { id: b, kind: map, config: { expression: "2" } }
  - { id: first, kind: join, config: { mode: any } }
${call("after")}
edges:
  - { from: start, to: a }
  - { from: start, to: b }
  - { from: a, to: first }
  - { from: b, to: first }
  - { from: first, to: after }`);
    const { state } = await world.run(flow);
    expect(state).toMatchObject({ status: "completed", visits: { first: 1, after: 1 } });
    expect(world.called).toEqual(["after"]);
  });

  it("waits for an approval in one branch although the other is done", async () => {
    const world = new World();
    const flow = world.flow(`
nodes:
  - { id: ok, kind: approval, config: { title: "Go?", approvers: { roles: [admin], quorum: 1 } } }
${call("a")}
  - { id: both, kind: join }
${call("after")}
edges:
  - { from: start, to: ok }
  - { from: start, to: a }
  - { from: ok, port: approved, to: both }
  - { from: a, to: both }
  - { from: both, to: after }`);
    const story = await world.run(flow);
    expect(story.state.status).toBe("waiting");
    expect(world.called).toEqual(["a"]);
  });
});
