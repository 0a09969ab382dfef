import { describe, expect, it } from "vitest";
import { toArray } from "#engine/core/machine/chunked-list.ts";
import { call, told, World, type Story } from "./world.ts";

/** Calls that undo take some turns of the event loop, so that those that may overlap do; the book says how many did. */
class Undos {
  readonly order: string[] = [];
  most = 0;
  /** The undo that takes longer than all others. */
  slow = "";
  readonly world: World;
  #now = 0;

  constructor(refused: (call: string) => boolean) {
    this.world = new World(async ({ nodeId = "", body }) => {
      const name = body === undefined ? nodeId : `${nodeId} ${body}`;
      if (nodeId.startsWith("undo")) await this.#takeTime(name);
      return { status: refused(name) ? 400 : 200 };
    });
  }

  async #takeTime(name: string): Promise<void> {
    this.order.push(name);
    this.most = Math.max(this.most, (this.#now += 1));
    for (let turn = name === this.slow ? 50 : 5; turn > 0; turn -= 1) await new Promise((resolve) => setImmediate(resolve));
    this.#now -= 1;
  }
}

const of = (id: string): string =>
  `  - { id: ${id}, kind: http, parent: each, config: { method: POST, url: "https://example.com/${id}", body: =item } }`;

interface Each {
  readonly concurrency?: number;
  readonly beside?: number;
  readonly onFailure?: string;
}

/** Holds, does two steps for each item, weighs all, and ships, which fails in these tests. */
const eachFlow = ({ concurrency = 1, beside = 3, onFailure = "stop" }: Each = {}): string => `
nodes:
${["hold", "undoHold", "weigh", "undoWeigh", "ship"].map((id) => call(id)).join("\n")}
  - { id: each, kind: forEach, config: { items: input, concurrency: ${concurrency}, undoConcurrency: ${beside} } }
${["pick", "undoPick", "pack", "undoPack"].map(of).join("\n")}
edges:
  - { from: start, to: hold }
  - { from: hold, to: each }
  - { from: pick, to: pack }
  - { from: each, to: weigh }
  - { from: weigh, to: ship }
  - { from: hold, to: undoHold, kind: compensation }
  - { from: pick, to: undoPick, kind: compensation }
  - { from: pack, to: undoPack, kind: compensation, onFailure: ${onFailure} }
  - { from: weigh, to: undoWeigh, kind: compensation }`;

const items = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const left = ({ state }: Story): readonly string[] => toArray(state.undo).map(({ nodeId, item }) => `${nodeId} ${item?.index}`);
const shipFails = (...more: string[]) => new Undos((name) => name === "ship" || more.includes(name));

describe("items undone side by side", () => {
  it.each([1, 4])("are so many at a time, each with its last step first (%i worked on at a time)", async (concurrency) => {
    const undos = shipFails();
    const story = await undos.world.run(undos.world.flow(eachFlow({ concurrency })), items(8));
    expect(story.state).toMatchObject({ status: "compensated", active: {} });
    expect(undos.most).toBe(3);
    expect(undos.order).toHaveLength(18);
    for (const item of items(8))
      expect(undos.order.indexOf(`undoPack ${item}`)).toBeLessThan(undos.order.indexOf(`undoPick ${item}`));
  });

  it("wait for what was done after them, and what was done before them waits for all of them", async () => {
    const undos = shipFails();
    await undos.world.run(undos.world.flow(eachFlow()), items(4));
    expect([undos.order[0], undos.order.at(-1)]).toEqual(["undoWeigh", "undoHold"]);
  });

  it("go one after another, the newest first, where nothing else is said", async () => {
    const undos = shipFails();
    await undos.world.run(undos.world.flow(eachFlow({ beside: 1 })), items(3));
    expect(undos.most).toBe(1);
    expect(undos.order.slice(1, -1)).toEqual([2, 1, 0].flatMap((item) => [`undoPack ${item}`, `undoPick ${item}`]));
  });

  it("come to their end when the undo of one fails for good, and nothing more begins", async () => {
    const undos = shipFails("undoPack 2");
    const flow = undos.world.flow(eachFlow());
    const story = await undos.world.run(flow, items(4));
    expect(story.state).toMatchObject({ status: "compensation_incomplete", active: {} });
    // The first of the three was over, and its item went on, when the second failed.
    expect(undos.order).toEqual(["undoWeigh", "undoPack 3", "undoPack 2", "undoPack 1", "undoPick 3"]);
    expect(left(story)).toEqual(["hold undefined", "pick 0", "pack 0", "pick 1", "pick 2", "pack 2"]);
  });

  it("hold up nobody else when a person is asked about one, but what is older", async () => {
    const undos = shipFails("undoPack 2");
    const flow = undos.world.flow(eachFlow({ onFailure: "ask" }));
    const story = await undos.world.run(flow, items(4));
    expect(story.state).toMatchObject({ status: "needs_decision", undoing: expect.any(Number) });
    expect(left(story)).toEqual(["hold undefined", "pick 2", "pack 2"]);
    const [asked] = Object.values(story.state.active);
    const verdict = { type: "verdict", nodeId: asked!.nodeId, visit: asked!.visit, verdict: "done", by: "Ada" } as const;
    await undos.world.engine.send(story.runId, verdict);
    expect(await undos.world.engine.settle(story.runId)).toBe("compensated");
    expect(undos.order.slice(-2)).toEqual(["undoPick 2", "undoHold"]);
  });

  it("pass over a failing one when the flow says so, and undo all the others", async () => {
    const undos = shipFails("undoPack 2", "undoPack 0");
    const story = await undos.world.run(undos.world.flow(eachFlow({ onFailure: "continue" })), items(4));
    expect(story.state.status).toBe("compensation_incomplete");
    expect(left(story)).toEqual([]);
    expect(undos.order).toHaveLength(10);
  });

  it("go side by side on the way back to a savepoint, too", async () => {
    const undos = shipFails();
    const story = await undos.world.run(
      undos.world
        .flow(`${eachFlow().replace("edges:", `  - { id: back, kind: compensate, config: { to: each } }\n${call("other")}\nedges:`)}
  - { from: ship, to: back, kind: error }
  - { from: back, to: other }`),
      items(4),
    );
    expect(story.state).toMatchObject({ status: "completed", outputs: { back: { undone: 9 } } });
    expect(undos.most).toBe(3);
    expect(undos.order).not.toContain("undoHold");
  });

  it("may be whole sub-flows", async () => {
    const undos = shipFails();
    undos.world.flow(
      `\nnodes:\n${call("work")}\n${call("undoWork")}\nedges:\n  - { from: start, to: work }\n  - { from: work, to: undoWork, kind: compensation }`,
      "child",
    );
    const flow = undos.world.flow(`
nodes:
  - { id: each, kind: forEach, config: { items: input, undoConcurrency: 2 } }
  - { id: sub, kind: subFlow, parent: each, config: { flow: child } }
${call("ship")}
edges:
  - { from: start, to: each }
  - { from: each, to: ship }`);
    const story = await undos.world.run(flow, items(5));
    expect(story.state.status).toBe("compensated");
    expect([undos.order.length, undos.most]).toEqual([5, 2]);
  });
});

describe("a block undone side by side", () => {
  const blockFlow = (beside: number): string => `
nodes:
${["hold", "undoHold", "ship"].map((id) => call(id)).join("\n")}
  - { id: part, kind: block, config: { undoConcurrency: ${beside} } }
${["a", "b", "c", "undoA", "undoB", "undoC"].map((id) => call(id, "parent: part")).join("\n")}
edges:
  - { from: start, to: hold }
  - { from: hold, to: part }
  - { from: a, to: b }
  - { from: b, to: c }
  - { from: part, to: ship }
  - { from: hold, to: undoHold, kind: compensation }
  - { from: a, to: undoA, kind: compensation }
  - { from: b, to: undoB, kind: compensation }
  - { from: c, to: undoC, kind: compensation }`;

  it("undoes its steps beside each other, and what was done before it after all of them", async () => {
    const undos = shipFails();
    const story = await undos.world.run(undos.world.flow(blockFlow(5)));
    expect(story.state.status).toBe("compensated");
    expect(undos.most).toBe(3);
    expect(undos.order).toEqual(["undoC", "undoB", "undoA", "undoHold"]);
  });

  /** B is refused at once, the others after a while; what they say then depends on whether they are mended. */
  const twoFail = () => {
    const state = { broken: true };
    const called: string[] = [];
    const world = new World(async ({ nodeId = "" }) => {
      if (nodeId.startsWith("undo")) called.push(nodeId);
      if (nodeId === "undoC") for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return { status: ["ship", "undoB"].includes(nodeId) || (nodeId === "undoC" && state.broken) ? 400 : 200 };
    });
    return { world, called, state };
  };

  it("has stopped for the first failure, which is the one that a person counts as undone, also where it is not the newest", async () => {
    const { world, called, state } = twoFail();
    const flow = world.flow(blockFlow(2));
    const story = await world.run(flow);
    expect(story.state).toMatchObject({ status: "compensation_incomplete", ending: { undo: { failure: { nodeId: "undoB" } } } });
    expect(called).toEqual(["undoC", "undoB"]);
    state.broken = false;
    await world.engine.reopen(story.runId, { type: "resumeUndo", waive: true, by: "Ada" });
    expect(await world.engine.settle(story.runId)).toBe("compensated");
    expect(called).toEqual(["undoC", "undoB", "undoC", "undoA", "undoHold"]);
  });

  it("goes on where it stopped", async () => {
    let broken = true;
    const undos = new Undos((name) => name === "ship" || (name === "undoB" && broken));
    const flow = undos.world.flow(blockFlow(2));
    const { runId } = await undos.world.run(flow);
    broken = false;
    await undos.world.engine.reopen(runId, { type: "resumeUndo", waive: false, by: "Ada" });
    expect(await undos.world.engine.settle(runId)).toBe("compensated");
    expect(undos.order).toEqual(["undoC", "undoB", "undoA", "undoB", "undoHold"]);
  });
});

describe("a step that takes two calls to undo", () => {
  it("is left between them when the undo beside it fails for good, and goes on with the second one", async () => {
    let broken = true;
    const undos = new Undos((name) => name === "ship" || (name === "undoB" && broken));
    const flow = undos.world.flow(`
nodes:
${call("ship")}
  - { id: part, kind: block, config: { undoConcurrency: 2 } }
${["a", "undoA", "undoMoreA", "b", "undoB"].map((id) => call(id, "parent: part")).join("\n")}
edges:
  - { from: start, to: part }
  - { from: b, to: a }
  - { from: part, to: ship }
  - { from: a, to: undoA, kind: compensation }
  - { from: a, to: undoMoreA, kind: compensation }
  - { from: b, to: undoB, kind: compensation }`);
    undos.slow = "undoA";
    const { runId, state } = await undos.world.run(flow);
    expect(state).toMatchObject({ status: "compensation_incomplete", active: {} });
    expect(undos.order).toEqual(["undoA", "undoB"]);
    broken = false;
    await undos.world.engine.reopen(runId, { type: "resumeUndo", waive: false, by: "Ada" });
    expect(await undos.world.engine.settle(runId)).toBe("compensated");
    expect(undos.order.toSorted()).toEqual(["undoA", "undoB", "undoB", "undoMoreA"]);
  });

  it("is undone to the end when the run is canceled while it goes back to a savepoint", async () => {
    const world: World = new World(async ({ nodeId }) => {
      if (nodeId === "undoA") await world.engine.send(runId, { type: "cancel", by: "Ada", compensate: true });
      return { status: nodeId === "b" ? 400 : 200 };
    });
    const flow = world.flow(`
nodes:
${["a", "undoA", "alsoA", "b", "other"].map((id) => call(id)).join("\n")}
  - { id: back, kind: compensate }
edges:
  - { from: start, to: a }
  - { from: a, to: b }
  - { from: b, to: back, kind: error }
  - { from: back, to: other }
  - { from: a, to: undoA, kind: compensation }
  - { from: a, to: alsoA, kind: compensation }`);
    const runId = await world.start(flow);
    expect(await world.engine.settle(runId)).toBe("canceled");
    expect(world.called).toEqual(["a", "b", "undoA", "alsoA"]);
    expect(told(await world.story(flow, runId))).toContain("undone a");
  });
});
