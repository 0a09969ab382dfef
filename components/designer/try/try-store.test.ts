import { describe, expect, it } from "vitest";
import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import type { JsonValue } from "#engine/core/json.ts";
import type {
  Outcome,
  PastRun,
  ResultSource,
  TriedNode,
  TryMessage,
  TryQuestion,
  TryRequest,
  TryResult,
} from "#engine/runtime/tries.ts";
import { tryRows } from "./try-rows.ts";
import { fromPastRun } from "./try-state.ts";
import { createTryStore, type TryStore } from "./try-store.ts";

const draftOf = (expression: string, samples: FlowDraft["samples"] = {}): FlowDraft => ({
  document: {
    omnilink: 1,
    id: "flow",
    name: "Flow",
    nodes: [
      { id: "start", kind: "trigger.manual" },
      { id: "price", kind: "map", name: "Price", config: { expression } },
      { id: "charge", kind: "http", name: "Charge", config: { method: "POST", url: "https://example.com/" } },
    ],
    edges: [
      { from: "start", to: "price" },
      { from: "price", to: "charge" },
    ],
  },
  layout: { positions: {} },
  samples,
});

const done = (output: JsonValue, from: ResultSource = "ran"): TriedNode => ({
  state: "done",
  from,
  output,
  outcomes: [{ type: "output", output } satisfies Outcome],
  visits: 1,
});
const asked: TriedNode = { state: "asked", from: "ran", outcomes: [], visits: 1 };
const question: TryQuestion = { nodeId: "charge", visit: 1, type: "call", request: { method: "POST" } };

const finished = (nodes: TryResult["nodes"], questions: readonly TryQuestion[] = []): TryMessage => ({
  type: "done",
  result: { status: questions.length > 0 ? "waiting" : "completed", durationMs: 4, nodes, questions },
});

type Requested = Omit<TryRequest, "orgId" | "by">;

interface Bench {
  readonly store: TryStore;
  readonly requests: Requested[];
  draft: FlowDraft;
  /** What the server says to the next tries. */
  says: readonly TryMessage[] | Error;
  settle(): Promise<void>;
}

function bench(): Bench {
  const requests: Requested[] = [];
  const made: Bench = {
    requests,
    draft: draftOf("1"),
    says: [],
    settle: async () => {
      while (made.store.getState().current?.isRunning) await Promise.resolve();
    },
    store: createTryStore({
      draft: () => made.draft,
      nowMs: () => 0,
      explain: (error) => (error as Error).message,
      stream: async (request) => {
        requests.push(request);
        const { says } = made;
        if (says instanceof Error) throw says;
        return (async function* () {
          yield* says;
        })();
      },
    }),
  };
  return made;
}

describe("the tries of a window", () => {
  it("keep the result of each node and say when it no longer holds", async () => {
    const at = bench();
    at.says = [finished({ start: done({}), price: done(1), charge: done({ id: 1 }, "answered") })];
    at.store.getState().run({ type: "flow" });
    await at.settle();
    expect(at.store.getState().stale).toEqual({});
    at.draft = draftOf("2");
    at.store.getState().compare();
    expect(at.store.getState().stale["charge"]).toEqual({
      because: "price",
      reason: '"Price" changed after this result (expression)',
    });
    at.store.getState().setText('{"other": 1}');
    expect(at.store.getState().stale["start"]?.reason).toBe("The input is another one now");
  });

  it("begin from results that still hold, and leave out those that do not", async () => {
    const at = bench();
    at.says = [finished({ start: done({}), price: done(1), charge: done({ id: 1 }) })];
    at.store.getState().run({ type: "flow" });
    await at.settle();
    at.store.getState().run({ type: "node", nodeId: "charge" });
    expect(at.requests.at(-1)?.known).toMatchObject({ price: 1 });
    await at.settle();
    at.draft = draftOf("2");
    at.store.getState().compare();
    at.store.getState().run({ type: "node", nodeId: "charge" });
    expect(at.requests.at(-1)?.known).not.toHaveProperty("price");
  });

  it("go on with the answer that was asked for", async () => {
    const at = bench();
    at.says = [finished({ charge: asked }, [question])];
    at.store.getState().run({ type: "flow" });
    await at.settle();
    expect(tryRows(at.store.getState(), at.draft)).toMatchObject([{ nodeId: "charge", state: "asked", word: "Needs an answer" }]);
    at.store.getState().answer("charge", { type: "output", output: 5 });
    at.store.getState().goOn();
    expect(at.requests.at(-1)).toMatchObject({ answers: { charge: [{ type: "output", output: 5 }] }, allowReal: [] });
  });

  it("do not repeat a call when they go on, and forget the leave to call with the next try", async () => {
    const at = bench();
    at.says = [finished({ charge: done("called", "called") })];
    at.store.getState().run({ type: "flow" });
    at.store.getState().allow("charge");
    at.store.getState().goOn();
    await at.settle();
    expect(at.requests.at(-1)?.allowReal).toEqual(["charge"]);
    at.store.getState().goOn();
    expect(at.requests.at(-1)?.answers).toEqual({ charge: [{ type: "output", output: "called" }] });
    at.store.getState().run({ type: "flow" });
    expect(at.requests.at(-1)).toMatchObject({ answers: {}, allowReal: [] });
  });

  it("say what keeps the draft from running, and why the server gave no answer", async () => {
    const at = bench();
    at.says = [{ type: "refused", problems: [{ message: "No trigger.", fix: "Add one." }] }];
    at.store.getState().run({ type: "flow" });
    await at.settle();
    expect(at.store.getState().current).toMatchObject({ isRunning: false, refused: [{ message: "No trigger." }] });
    at.says = new Error("The server did not answer.");
    at.store.getState().run({ type: "flow" });
    await at.settle();
    expect(at.store.getState().current).toMatchObject({ isRunning: false, trouble: "The server did not answer." });
  });

  it("do not begin with text that is no JSON", () => {
    const at = bench();
    at.store.getState().setText("{");
    at.store.getState().run({ type: "flow" });
    expect(at.requests).toEqual([]);
  });

  it("list the nodes of the try in its order, with samples and earlier results after them", async () => {
    const at = bench();
    at.draft = draftOf("1", { charge: { id: 9 } });
    at.says = [finished({ price: done(1) })];
    at.store.getState().run({ type: "node", nodeId: "price" });
    await at.settle();
    expect(tryRows(at.store.getState(), at.draft)).toMatchObject([
      { nodeId: "price", label: "Price", state: "done", isCurrent: true },
      { nodeId: "charge", state: "never", isPinned: true, isCurrent: false },
    ]);
  });
});

describe("a past run", () => {
  it("gives its input, samples for what answered once and answers for the rest", () => {
    const failure: TriedNode = { ...done(null), state: "failed", outcomes: [{ type: "failure", message: "503" }] };
    const run: PastRun = {
      runId: "r",
      flowId: "flow",
      version: 1,
      status: "failed",
      startedAt: "2026-01-01T00:00:00.000Z",
      trigger: "start",
      input: { a: 1 },
      nodes: { price: done(1), charge: done({ id: 1 }), ship: failure },
    };
    const past = fromPastRun(run, (id) => id !== "price");
    expect(past.samples).toEqual({ charge: { id: 1 } });
    expect(past.answers).toEqual({ ship: [{ type: "failure", message: "503" }] });
    expect(JSON.parse(past.text)).toEqual({ a: 1 });
  });
});
