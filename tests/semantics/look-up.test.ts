import { describe, expect, it } from "vitest";
import { call, noAnswer, told, World, type Reply } from "./world.ts";

type Answer = (nth: number) => Reply;

/** A receiver without keys: `pay` is the call, `GET /payments/...` the question what became of it. */
function payWorld(pay: Answer, ask: Answer): World {
  const counts = { POST: 0, GET: 0 };
  return new World(({ method, nodeId }) => {
    if (nodeId !== "pay") return {};
    const nth = (counts[method as "GET"] += 1);
    return method === "GET" ? ask(nth) : pay(nth);
  });
}

const payNode = (lookup = "", more = ""): string =>
  `  - { id: pay, kind: http, config: { method: POST, url: "https://example.com/payments", body: '={ "reference": call.reference }', effect: lookup, lookup: { url: '="https://example.com/payments/" & call.reference'${lookup} } }${more} }`;

const flowOf = (world: World, lookup = "", more = "") =>
  world.flow(`
nodes:
${payNode(lookup, more)}
  - { id: after, kind: map, config: { expression: steps.pay } }
  - { id: rescue, kind: map, config: { expression: error.code } }
edges:
  - { from: start, to: pay }
  - { from: pay, to: after }
  - { from: pay, to: rescue, kind: error }`);

const methods = (world: World): readonly string[] => world.calls.map(({ method }) => method);
const RETRY = ", retry: { maxAttempts: 3 }";

describe("a call that is looked up", () => {
  it("is not when it is answered", async () => {
    const world = payWorld(
      () => ({}),
      () => ({}),
    );
    expect((await world.run(flowOf(world))).state.status).toBe("completed");
    expect(methods(world)).toEqual(["POST"]);
  });

  it("counts as done when its answer was lost and the receiver knows of it, under the reference it was sent with", async () => {
    const world = payWorld(
      () => noAnswer,
      () => ({ body: { paid: true } }),
    );
    const { state } = await world.run(flowOf(world));
    expect(state).toMatchObject({ status: "completed", output: { paid: true } });
    expect(methods(world)).toEqual(["POST", "GET"]);
    const { reference } = JSON.parse(world.calls[0]!.body!) as { reference: string };
    expect(world.calls[1]!.url.pathname).toBe(`/payments/${reference}`);
  });

  it("is repeated when the receiver knows nothing of it and a repeat is left", async () => {
    const world = payWorld(
      (nth) => (nth === 1 ? noAnswer : { body: { second: true } }),
      () => ({ status: 404 }),
    );
    const { state } = await world.run(flowOf(world, "", RETRY));
    expect(state).toMatchObject({ status: "completed", output: { second: true } });
    expect(methods(world)).toEqual(["POST", "GET", "POST"]);
  });

  it("has failed, and certainly done nothing, when no repeat is left", async () => {
    const world = payWorld(
      () => noAnswer,
      () => ({ status: 404 }),
    );
    const { state } = await world.run(flowOf(world));
    expect(state).toMatchObject({ status: "completed", output: "step/not-done" });
    expect(methods(world)).toEqual(["POST", "GET"]);
  });

  it("is looked up after a server error as well, which does not say whether it was done", async () => {
    const world = payWorld(
      () => ({ status: 502 }),
      () => ({ body: "there" }),
    );
    expect((await world.run(flowOf(world))).state.output).toBe("there");
  });

  it("is asked about a few times, then a person is asked, and a retry looks again before it calls", async () => {
    let isBack = false;
    const world = payWorld(
      () => noAnswer,
      () => (isBack ? { body: "there" } : { status: 503 }),
    );
    const flow = flowOf(world);
    const { runId, state } = await world.run(flow);
    expect(state).toMatchObject({
      status: "needs_decision",
      active: { "pay#1": { question: { code: "step/unknown-outcome" } } },
    });
    expect(methods(world)).toEqual(["POST", "GET", "GET", "GET", "GET"]);
    isBack = true;
    await world.engine.send(runId, { type: "verdict", nodeId: "pay", visit: 1, verdict: "retry", by: "Ada" });
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(methods(world).slice(5)).toEqual(["GET"]);
  });

  it("is found by what the answer says, where a search always answers", async () => {
    const search = `, found: "$count(answer.body) > 0", output: "answer.body[0].id"`;
    const known = payWorld(
      () => noAnswer,
      () => ({ body: [{ id: "p1" }] }),
    );
    expect((await known.run(flowOf(known, search))).state.output).toBe("p1");
    const unknown = payWorld(
      () => noAnswer,
      () => ({ body: [] }),
    );
    expect((await unknown.run(flowOf(unknown, search))).state.output).toBe("step/not-done");
  });

  it("is looked up before it is repeated when the process died with it in flight", async () => {
    const world = payWorld(
      () => "silence",
      () => ({ body: "there" }),
    );
    const flow = flowOf(world);
    const runId = await world.start(flow);
    await world.engine.pass(0);
    expect(methods(world)).toEqual(["POST"]);
    await world.engine.crash();
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(methods(world)).toEqual(["POST", "GET"]);
  });

  it("is repeated after the process died, without a retry of its own, when the receiver knows nothing of it", async () => {
    const world = payWorld(
      (nth) => (nth === 1 ? "silence" : { body: "second" }),
      () => ({ status: 404 }),
    );
    const flow = flowOf(world);
    const runId = await world.start(flow);
    await world.engine.pass(0);
    await world.engine.crash();
    expect(await world.engine.settle(runId)).toBe("completed");
    expect(methods(world)).toEqual(["POST", "GET", "POST"]);
  });

  it("is only asked about once the run has stopped, and undone when it was done", async () => {
    const failed = Promise.withResolvers<null>();
    const world = new World(async ({ nodeId, method }) => {
      if (nodeId === "other") failed.resolve(null);
      if (nodeId !== "pay") return { status: nodeId === "other" ? 400 : 200 };
      await failed.promise;
      return method === "GET" ? { body: "there" } : noAnswer;
    });
    const flow = world.flow(`
nodes:
${payNode("", RETRY)}
${call("refund")}
${call("other")}
edges:
  - { from: start, to: pay }
  - { from: start, to: other }
  - { from: pay, to: refund, kind: compensation }`);
    const story = await world.run(flow);
    expect(world.calls.filter(({ nodeId, method }) => nodeId === "pay" && method === "POST")).toHaveLength(1);
    expect(told(story)).toContain("undone pay");
    expect(story.state.status).toBe("compensated");
  });
});
