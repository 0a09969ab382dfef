import { describe, expect, it } from "vitest";
import { SendError } from "#engine/nodes/sender.ts";
import { call, told, World, type Reply } from "./world.ts";

const UNREADABLE: Reply = { text: "<html>" };
const CUT_OFF: Reply = new SendError("http/network", "the answer is damaged", true, { status: 200, headers: {} });

const UNSEEN = '={ "order": step.input.body.order, "key": step.idempotencyKey }';
const SEEN = '={ "id": step.output.id }';

interface Shape {
  readonly config?: string;
  readonly rest?: string;
  readonly undo?: string;
  readonly edges?: string;
  readonly undone?: boolean;
}

/** `charge` is answered with a 2xx whose body cannot be read, and `refund` undoes it. */
const flowOf = (
  world: World,
  { config = "", rest = "", undo = UNSEEN, edges = "  - { from: charge, to: after }", undone = true }: Shape = {},
) =>
  world.flow(`
nodes:
  - { id: charge, kind: http, config: { method: POST, url: "https://bank.example/charges", body: { order: 7 }${config} }${rest} }
  - { id: refund, kind: http, config: { method: POST, url: "https://bank.example/refunds", body: '${undo}' } }
${call("after")}
edges:
  - { from: start, to: charge }
  - { from: ${undone ? "charge" : "after"}, to: refund, kind: compensation }
${edges}`);

const worldOf = (charge: (nth: number, method: string) => Reply, others: Record<string, Reply> = {}): World => {
  let nth = 0;
  return new World(({ nodeId = "", method }) => (nodeId === "charge" ? charge((nth += 1), method) : (others[nodeId] ?? {})));
};

const lastBody = (world: World): unknown => JSON.parse(world.calls.at(-1)!.body!);

describe.each([
  ["is no JSON although it says so", UNREADABLE],
  ["is cut off", CUT_OFF],
])("a call that did its work, and whose answer %s", (_what, reply) => {
  it("fails, and is undone by what is known of it", async () => {
    const world = worldOf(() => reply);
    const { state, runId } = await world.run(flowOf(world));
    expect(world.called).toEqual(["charge", "refund"]);
    expect(lastBody(world)).toEqual({ order: 7, key: `${runId}:charge#1` });
    expect(state.status).toBe("compensated");
  });

  it("is undone at once where the flow goes on without it", async () => {
    const world = worldOf(() => reply);
    const story = await world.run(flowOf(world, { edges: "  - { from: charge, to: after, kind: error }" }));
    expect(world.called.toSorted()).toEqual(["after", "charge", "refund"]);
    expect(told(story)).toContain("undone charge");
    expect(story.state.status).toBe("completed");
  });

  it("is asked again with the same key where its undo needs to know what it gave", async () => {
    const world = worldOf((nth) => (nth === 1 ? reply : { body: { id: "c1" } }));
    const { state } = await world.run(flowOf(world, { undo: SEEN }));
    expect(new Set(world.calls.slice(0, 2).map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    expect(lastBody(world)).toEqual({ id: "c1" });
    expect(state.status).toBe("compensated");
  });

  it("goes to a person when that does not tell either, and is undone with what they found out", async () => {
    const world = worldOf(() => reply);
    const flow = flowOf(world, { undo: SEEN });
    const { state, runId } = await world.run(flow);
    expect(state).toMatchObject({ status: "needs_decision", active: { "charge#1": { phase: "undecided" } } });
    const verdict = { type: "verdict", nodeId: "charge", visit: 1, verdict: "done", output: { id: "c9" }, by: "Ada" } as const;
    await world.engine.send(runId, verdict);
    expect(await world.engine.settle(runId)).toBe("compensated");
    expect(lastBody(world)).toEqual({ id: "c9" });
  });

  const NEVER_AGAIN = { config: ", effect: none", rest: ', retry: { maxAttempts: 5, on: ["http/*"] }' };

  it("is never made again where a repeat could do harm, whatever its retry says", async () => {
    const world = worldOf(() => reply);
    const { state } = await world.run(flowOf(world, NEVER_AGAIN));
    expect(world.called).toEqual(["charge", "refund"]);
    expect(state.status).toBe("compensated");
  });

  it("goes to a person where a repeat could do harm and its undo needs to know what it gave", async () => {
    const world = worldOf(() => reply);
    const { state } = await world.run(flowOf(world, { ...NEVER_AGAIN, undo: SEEN }));
    expect(world.called).toEqual(["charge"]);
    expect(state).toMatchObject({ status: "needs_decision", active: { "charge#1": { phase: "undecided" } } });
  });

  it("completes with what a look-up finds", async () => {
    const lookUp = ', effect: lookup, lookup: { url: "https://bank.example/charges/7" }';
    const world = worldOf((_nth, method) => (method === "GET" ? { body: { id: "c1" } } : reply));
    const { state } = await world.run(flowOf(world, { config: lookUp }));
    expect(state).toMatchObject({ status: "completed", outputs: { charge: { id: "c1" } } });
  });

  it("is looked up and not made again before, whatever its retry says", async () => {
    const lookUp = ', effect: lookup, lookup: { url: "https://bank.example/charges/7" }';
    const world = worldOf((_nth, method) => (method === "GET" ? { status: 404 } : reply));
    await world.run(flowOf(world, { ...NEVER_AGAIN, config: lookUp }));
    expect(world.calls.map(({ method, nodeId }) => `${method} ${nodeId}`)).toEqual(["POST charge", "GET charge"]);
  });

  it("goes to a person where it was a point of no return", async () => {
    const world = worldOf(() => reply);
    const { state } = await world.run(flowOf(world, { rest: ", pivot: true", undone: false }));
    expect(state).toMatchObject({ status: "needs_decision", active: { "charge#1": { phase: "undecided" } } });
  });

  it("has undone what it was to undo", async () => {
    const world = worldOf(() => ({}), { after: { status: 400 }, refund: reply });
    const flow = flowOf(world);
    const { state } = await world.run(flow);
    expect(world.called).toEqual(["charge", "after", "refund"]);
    expect(state.status).toBe("compensated");
  });

  it("has another key when it is made again on purpose, after it was undone", async () => {
    const world = worldOf(() => reply);
    const flow = flowOf(world);
    const { runId, events } = await world.run(flow);
    const toSeq = events.find(({ type }) => type === "step.started")!.seq;
    await world.engine.reopen(runId, { type: "rewind", toSeq, edits: {}, by: "Ada" });
    await world.engine.settle(runId);
    const keys = world.calls.filter(({ nodeId }) => nodeId === "charge").map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys).size).toBe(2);
  });
});

describe("a call whose answer is cut off", () => {
  it("is made again with the same key as long as a repeat is left", async () => {
    const world = worldOf((nth) => (nth === 1 ? CUT_OFF : { body: { id: "c1" } }));
    const { state } = await world.run(flowOf(world, { rest: ", retry: { maxAttempts: 2 }" }));
    expect(world.called).toEqual(["charge", "charge", "after"]);
    expect(state).toMatchObject({ status: "completed", outputs: { charge: { id: "c1" } } });
  });
});
