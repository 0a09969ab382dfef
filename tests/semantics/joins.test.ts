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
    const flow = world.flow(`
nodes:
${call("a")}
${call("undoA")}
${call("b")}
  - { id: first, kind: join, config: { mode: any } }
edges:
  - { from: start, to: a }
  - { from: start, to: b }
  - { from: a, to: undoA, kind: compensation }
  - { from: a, to: first }
  - { from: b, to: first }`);
    const story = await world.run(flow);
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
