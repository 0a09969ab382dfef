import { describe, expect, it } from "vitest";
import { nextRecord } from "#engine/core/machine/next-record.ts";
import { replayRun } from "#engine/core/machine/index.ts";
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

describe("a call that was given up in a run that ends without undoing the rest", () => {
  const flowText = `
nodes:
${call("order")}
${call("charge")}
${["cancelOrder", "refund"].map((id) => call(id)).join("\n")}
  - { id: enough, kind: stop, config: { output: '="enough"' } }
edges:
  - { from: start, to: order }
  - { from: order, to: charge }
  - { from: order, to: cancelOrder, kind: compensation }
  - { from: charge, to: refund, kind: compensation }
  - { from: charge, to: enough, kind: error }`;
  /** The charge gives no answer; asked what became of it, the receiver says nothing for the given number of times. */
  const stopped = async (silent = 0) => {
    let asked = 0;
    const world = new World(({ nodeId }) => {
      if (nodeId !== "charge") return {};
      asked += 1;
      return asked === 1 ? noAnswer : { status: asked - 1 <= silent ? 503 : 200 };
    });
    const flow = world.flow(flowText);
    return { world, flow, story: await world.run(flow) };
  };

  it("is undone when it is answered late, and nothing else is", async () => {
    const { story } = await stopped();
    expect(told(story)).toEqual([
      ...["completed order", "failed charge", "completed enough", "lateCompleted charge"],
      ...["completed refund", "undone charge", "run.completed"],
    ]);
    expect(story.state.output).toBe("enough");
  });

  it("is undone when a person says that it was done", async () => {
    const { world, flow, story } = await stopped(5);
    expect(story.state.status).toBe("needs_decision");
    const verdict = { type: "verdict", nodeId: "charge", visit: 1, verdict: "done", by: "Ada" } as const;
    await world.engine.send(story.runId, verdict);
    expect(await world.engine.settle(story.runId)).toBe("completed");
    expect(told(await world.story(flow, story.runId)).slice(-4)).toEqual([
      ...["decided charge", "completed refund", "undone charge", "run.completed"],
    ]);
  });

  it("stays done in a history of an earlier release, which did not say that it is taken back", async () => {
    const { flow, story } = await stopped();
    const { seq } = story.events.find(({ type }) => type === "step.lateCompleted")!;
    const earlier = story.events.slice(0, seq).map((event) => {
      if (event.type !== "step.lateCompleted") return event;
      const { takenBack: _takenBack, ...data } = event.data;
      return { ...event, data };
    });
    const state = replayRun(flow.plan, story.runId, earlier);
    expect(nextRecord(flow.plan, state)).toMatchObject({ type: "run.completed" });
  });

  it("stays done in one that was canceled by people who wanted nothing undone", async () => {
    const canceled = Promise.withResolvers<null>();
    const world = new World(async ({ nodeId }, nth) => {
      if (nodeId !== "charge" || nth > 2) return {};
      await canceled.promise;
      return noAnswer;
    });
    const flow = world.flow(flowText);
    const runId = await world.start(flow);
    await world.engine.pass(0);
    await world.engine.send(runId, { type: "cancel", by: "Ada", compensate: false });
    canceled.resolve(null);
    expect(await world.engine.settle(runId)).toBe("canceled");
    const story = await world.story(flow, runId);
    expect(told(story).slice(-4)).toEqual([...["run.cancelRequested", "failed charge", "lateCompleted charge", "run.canceled"]]);
  });
});
