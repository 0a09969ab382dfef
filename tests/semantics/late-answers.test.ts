import { describe, expect, it } from "vitest";
import { call, noAnswer, noConnection, told, World, type Reply } from "./world.ts";

const PATIENT = "deadline: PT1M, retry: { maxAttempts: 2, initial: PT1H, max: PT1H }";

describe("a call of an item that was given up", () => {
  const payment = (rest: string): string =>
    `  - { id: pay, kind: http, parent: each, ${PATIENT}, config: { method: POST, url: "https://example.com/payments"${rest} } }`;
  const flowText = (pay: string): string => `
nodes:
  - { id: each, kind: forEach, config: { items: input } }
${pay}
${call("refund", "parent: each")}
edges:
  - { from: start, to: each }
  - { from: pay, to: refund, kind: compensation }`;

  it("is looked up as what it was: its item is over by then", async () => {
    const world = new World(({ method, nodeId }) => (nodeId === "pay" && method === "POST" ? noAnswer : { body: "there" }));
    const lookUp = `, effect: lookup, lookup: { url: '="https://example.com/payments/" & item.id' }`;
    const story = await world.run(world.flow(flowText(payment(lookUp))), [{ id: 7 }]);
    const asked = world.calls.filter(({ method }) => method === "GET").map(({ url }) => url.pathname);
    expect(asked).toEqual(["/payments/7"]);
    expect(told(story)).toContain("undone pay");
    expect(story.state.status).toBe("compensated");
  });

  it("does not count as having done nothing because its configuration makes no sense outside of the item", async () => {
    const world = new World(({ nodeId }, nth) => (nodeId === "pay" && nth === 1 ? noAnswer : {}));
    const body = `, body: '={ "cents": $number("" & item.price) }'`;
    const story = await world.run(world.flow(flowText(payment(body))), [{ price: 3 }]);
    expect(world.called).toEqual(["pay", "pay", "refund"]);
    expect(told(story)).toContain("undone pay");
  });
});

describe("a call that was given up and that nobody answers for", () => {
  const flowText = `
nodes:
${call("charge", "retry: { maxAttempts: 2 }")}
${call("refund")}
edges:
  - { from: start, to: charge }
  - { from: charge, to: refund, kind: compensation }`;
  const givenUp = async (later: (nth: number) => number) => {
    let asked = 0;
    const world = new World(({ nodeId }, nth) => {
      if (nodeId !== "charge") return {};
      return nth <= 2 ? noAnswer : { status: later((asked += 1)) };
    });
    const flow = world.flow(flowText);
    const story = await world.run(flow);
    return { world, flow, ...story, story };
  };
  const say = async ({ world, flow, runId }: Awaited<ReturnType<typeof givenUp>>, verdict: "done" | "failed" | "retry") => {
    await world.engine.send(runId, { type: "verdict", nodeId: "charge", visit: 1, verdict, by: "Ada" });
    await world.engine.settle(runId);
    return world.story(flow, runId);
  };

  it("is asked about again, however often it had been made before", async () => {
    const { state, world } = await givenUp((nth) => (nth < 4 ? 503 : 200));
    expect(state.status).toBe("compensated");
    expect(world.called).toEqual([...Array<string>(6).fill("charge"), "refund"]);
  });

  it("is a question to a person after that, and not taken for undone", async () => {
    const run = await givenUp(() => 503);
    expect(run.state).toMatchObject({
      status: "needs_decision",
      active: { "charge#1": { question: { code: "step/unknown-outcome" } } },
    });
    expect(run.world.called).toHaveLength(7);
  });

  it("is undone when the person says that it was done", async () => {
    const { state } = await say(await givenUp(() => 503), "done");
    expect(state.status).toBe("compensated");
  });

  it("leaves nothing to undo when the person says that it was not", async () => {
    const { state } = await say(await givenUp(() => 503), "failed");
    expect(state.status).toBe("failed");
  });

  it("is asked about anew when the person wants that", async () => {
    const run = await givenUp((nth) => (nth <= 6 ? 503 : 200));
    const { state } = await say(run, "retry");
    expect(state.status).toBe("compensated");
    expect(run.world.called).toEqual([...Array<string>(9).fill("charge"), "refund"]);
  });
});

describe("a question about a call that was given up", () => {
  const flowText = `
nodes:
  - { id: charge, kind: http, config: { method: POST, url: /charges, connection: bank } }
${call("refund")}
edges:
  - { from: start, to: charge }
  - { from: charge, to: refund, kind: compensation }`;
  const bank = { name: "bank", baseUrl: "https://bank.example", headers: {}, allowPrivate: false };
  /** The first call gives no answer; what the connection and the receiver do from then on is up to the test. */
  const ask = async (isThere: (nth: number) => boolean, later: Reply) => {
    let nth = 0;
    const resolve = () => ((nth += 1) === 1 || isThere(nth) ? Promise.resolve(bank) : Promise.reject(noConnection));
    const world = new World(({ nodeId }, call) => (nodeId !== "charge" ? {} : call === 1 ? noAnswer : later), { resolve });
    const story = await world.run(world.flow(flowText));
    return { world, ...story };
  };

  it("for which the connection is gone goes to a person: it says nothing of the call", async () => {
    const { state, events } = await ask(() => false, {});
    expect(state).toMatchObject({ status: "needs_decision", active: { "charge#1": { phase: "undecided" } } });
    expect(events.some(({ type }) => type === "step.lateFailed")).toBe(false);
  });

  it("is asked again until the connection is there", async () => {
    const { state, world } = await ask((nth) => nth > 3, {});
    expect(world.called).toEqual(["charge", "charge", "refund"]);
    expect(state.status).toBe("compensated");
  });

  it("goes to a person when nobody is let in any more", async () => {
    const { state } = await ask(() => true, { status: 401 });
    expect(state.status).toBe("needs_decision");
  });

  it("has its answer when the receiver refuses what it was asked", async () => {
    const { state, events } = await ask(() => true, { status: 422 });
    expect(events.some(({ type }) => type === "step.lateFailed")).toBe(true);
    expect(state.status).toBe("failed");
  });

  it("counts on from the attempts, one at a time", async () => {
    const { events } = await ask(() => true, { status: 503 });
    const attempts = events.flatMap((event) => (event.type === "step.started" ? [event.attempt] : []));
    expect(attempts).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
