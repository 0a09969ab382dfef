import { describe, expect, it } from "vitest";
import { call, World } from "./world.ts";

const by = "Ada";

describe("a sub-flow", () => {
  const child = `
nodes:
${call("work")}
${call("undoWork")}
edges:
  - { from: start, to: work }
  - { from: work, to: undoWork, kind: compensation }`;
  const parent = (rest = ""): string => `
nodes:
  - { id: sub, kind: subFlow, config: { flow: child, input: =input${rest} } }
${call("end")}
edges:
  - { from: start, to: sub }
  - { from: sub, to: end }`;

  it("gives the output of its run to the step", async () => {
    const world = new World();
    world.flow(child, "child");
    const { state } = await world.run(world.flow(parent()));
    expect(state).toMatchObject({ status: "completed", outputs: { sub: { by: "work" } } });
    expect(world.called).toEqual(["work", "end"]);
  });

  it("that collects starts gets its input in a list, as when it has collected one", async () => {
    const world = new World();
    const count =
      '\nnodes:\n  - { id: count, kind: map, config: { expression: "$count(input.items)" } }\nedges:\n  - { from: start, to: count }';
    world.flow(`\nlimits: { batch: { size: 9, timeout: PT1H } }${count}`, "child");
    const { state } = await world.run(world.flow(parent()));
    expect(state).toMatchObject({ status: "completed", outputs: { sub: 1 } });
  });

  it("is not waited for when the step says so", async () => {
    const world = new World();
    world.flow(child, "child");
    const { state } = await world.run(world.flow(parent(", wait: false")));
    expect(state.outputs["sub"]).toEqual({ runId: expect.any(String) });
  });

  it("fails the step when its run fails", async () => {
    const world = new World(({ nodeId }) => ({ status: nodeId === "work" ? 400 : 200 }));
    world.flow(child, "child");
    const { state } = await world.run(world.flow(parent()));
    expect(state).toMatchObject({ status: "failed", ending: { failure: { code: "subflow/failed" } } });
  });

  it("is undone as a whole when the run that waited for it fails later", async () => {
    const world = new World(({ nodeId }) => ({ status: nodeId === "end" ? 400 : 200 }));
    world.flow(child, "child");
    const story = await world.run(world.flow(parent()));
    expect(story.state.status).toBe("compensated");
    expect(world.called).toEqual(["work", "end", "undoWork"]);
  });

  it("that has nothing to undo is undone at once, while the run that asks for it is just being let go", async () => {
    const world = new World(({ nodeId }) => ({ status: nodeId === "end" ? 400 : 200 }));
    world.flow(`\nnodes:\n${call("work")}\nedges:\n  - { from: start, to: work }`, "child");
    const story = await world.run(world.flow(parent()));
    expect(story.state.status).toBe("compensated");
    expect(world.called).toEqual(["work", "end"]);
  });

  it("is canceled with the run that waits for it, and undoes what it did", async () => {
    const world = new World();
    const napping = child.replace(
      "edges:",
      "  - { id: nap, kind: wait, config: { signal: never } }\nedges:\n  - { from: work, to: nap }",
    );
    world.flow(napping, "child");
    const flow = world.flow(parent());
    const { runId } = await world.run(flow);
    await world.engine.send(runId, { type: "cancel", by, compensate: true });
    expect(await world.engine.settle(runId)).toBe("canceled");
    expect(world.called).toEqual(["work", "undoWork"]);
  });

  const napping = child.replace(
    "edges:",
    "  - { id: nap, kind: wait, config: { duration: PT1H } }\nedges:\n  - { from: work, to: nap }",
  );

  async function napOfChild(): Promise<{ world: World; runId: string; childId: string }> {
    const world = new World();
    world.flow(napping, "child");
    const runId = await world.start(world.flow(parent()));
    await world.engine.settle(runId, { jump: false });
    const childId = (await world.engine.events(runId)).find(({ type }) => type === "step.waiting") as unknown as {
      data: { child: string };
    };
    return { world, runId, childId: childId.data.child };
  }

  const statusOf = async ({ engine }: World, runId: string): Promise<string> =>
    (await engine.events(runId)).findLast(({ type }) => type === "run.paused" || type === "run.resumed")?.type ?? "going on";

  it("is held and let go with the run that waits for it", async () => {
    const { world, runId, childId } = await napOfChild();
    await world.engine.send(runId, { type: "pause", by });
    await world.engine.settle(runId, { jump: false });
    await world.engine.settle(childId, { jump: false });
    expect(await statusOf(world, childId)).toBe("run.paused");
    await world.engine.send(runId, { type: "resume", by });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(await statusOf(world, childId)).toBe("run.resumed");
  });

  it.each([
    ["while it waits", []],
    ["while both are held", ["pause"]],
  ] as const)("is canceled by force with the run that waits for it, %s", async (_, before) => {
    const { world, runId, childId } = await napOfChild();
    for (const type of before) {
      await world.engine.send(runId, { type, by });
      await world.engine.settle(runId, { jump: false });
    }
    await world.engine.send(runId, { type: "cancel", by, compensate: false, force: true });
    expect(await world.engine.settle(runId, { jump: false })).toBe("canceled");
    expect(await world.engine.settle(childId, { jump: false })).toBe("canceled");
    expect(world.called).toEqual(["work"]);
  });

  it("stays paused when a person had paused it before the run that waits for it", async () => {
    const { world, runId, childId } = await napOfChild();
    await world.engine.send(childId, { type: "pause", by });
    await world.engine.settle(childId, { jump: false });
    await world.engine.send(runId, { type: "pause", by });
    await world.engine.settle(runId, { jump: false });
    await world.engine.send(runId, { type: "resume", by });
    await world.engine.settle(runId, { jump: false });
    await world.engine.settle(childId, { jump: false });
    expect(await statusOf(world, childId)).toBe("run.paused");
  });

  it("says which flow is missing", async () => {
    const { state } = await new World().run(new World().flow(parent()));
    expect(state).toMatchObject({
      ending: { failure: { code: "subflow/unknown-flow", message: expect.stringContaining('"child"') } },
    });
  });
});
