import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import { readFlow } from "../../core/flow/read-flow.ts";
import type { JsonValue } from "../../core/json.ts";
import type { RunEvent } from "../../core/machine/run-event.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { createNodeExecutors } from "../../nodes/executors.ts";
import type { OutgoingRequest, Send } from "../../nodes/sender.ts";
import type { RunSummary } from "../../runtime/engine.ts";
import type { TryMessage, TryRequest, TryResult } from "../../runtime/tries.ts";
import { createTries, type TryPorts } from "./create-tries.ts";

const read = (text: string): FlowDocument => {
  const { document, problems } = readFlow(text);
  if (!document) throw new Error(JSON.stringify(problems));
  return document;
};

const orderApproval = read(
  readFileSync(fileURLToPath(new URL("../../../flows/orderApproval/flow.yaml", import.meta.url)), "utf8"),
);

const flow = (body: string): FlowDocument =>
  read(`omnilink: 1\nid: tried\nname: Tried\nnodes:\n  - { id: start, kind: trigger.manual }\n${body}`);

const order = (price: number) => ({ id: "A-1", customer: "Ana", lines: [{ sku: "PEN", price, qty: 3 }] });

interface Tried {
  readonly events: readonly RunEvent[];
  readonly result: TryResult;
  readonly sent: readonly OutgoingRequest[];
  readonly logged: readonly string[];
}

type Wish = Partial<TryRequest> & Pick<TryRequest, "document">;

const charged: Send = async () => {
  const body = JSON.stringify({ chargeId: "ch_real" });
  return { status: 200, headers: { "content-type": "application/json" }, body };
};

const pastRun: RunSummary = {
  runId: "r-1",
  flowId: "orderApproval",
  flowName: "Order approval",
  version: 3,
  status: "failed",
  seq: 3,
  startedAt: "2026-01-01T00:00:00.000Z",
};

const place = { at: "2026-01-01T00:00:00.000Z", visit: 1, attempt: 1 };
const failure = { code: "http/status", message: "was answered with 503" };
const started = { flow: "orderApproval", version: 3, contentHash: "", trigger: "start", input: order(5), seed: 1 };
const pastEvents: readonly RunEvent[] = [
  { seq: 1, at: place.at, type: "run.started", data: started },
  { seq: 2, ...place, type: "step.completed", nodeId: "price", data: { output: { total: 15 }, durationMs: 1 } },
  { seq: 3, ...place, type: "step.failed", nodeId: "charge", data: { failure, durationMs: 1 } },
];

async function messagesOf(wish: Wish, signal = new AbortController().signal, send = charged) {
  const sent: OutgoingRequest[] = [];
  const logged: string[] = [];
  const tries = createTries(createPorts(sent, logged, send));
  const request = { orgId: "o-1", by: "Ana", samples: {}, scope: { type: "flow" }, input: order(2), ...wish } as const;
  const messages: TryMessage[] = [];
  for await (const message of tries.run(request, signal)) messages.push(message);
  return { messages, sent, logged };
}

function createPorts(sent: OutgoingRequest[], logged: string[], send = charged): TryPorts {
  return {
    definitions: nodeDefinitions,
    findMappings: async (_orgId, keys) => (keys.includes("double@1") ? { "double@1": { expression: "input * 2" } } : {}),
    openOutside: async (emit) => ({
      executors: createNodeExecutors({
        send: async (request) => {
          sent.push(request);
          return send(request);
        },
        sendMail: async ({ to }) => ({ accepted: to, refused: [] }),
        emit,
      }),
      connections: {
        resolve: async (_orgId, name) => ({ name, baseUrl: "https://example.com", headers: {}, allowPrivate: false }),
      },
    }),
    runs: {
      start: async () => ({ ok: true, runId: "r-1", created: true, version: 1 }),
      get: async (_orgId, runId) => (runId === "r-1" ? pastRun : undefined),
      events: async () => pastEvents,
      async *follow() {
        yield { seq: 9, at: "2026-01-01T00:00:00.000Z", type: "run.completed", data: { output: "from the other flow" } };
      },
    },
    emit: async () => ({ id: "e-1", time: "2026-01-01T00:00:00.000Z", created: true }),
    scenarios: async () => ({ state: "none" }),
    log: (line) => void logged.push(line),
  };
}

async function tryIt(wish: Wish): Promise<Tried> {
  const { messages, sent, logged } = await messagesOf(wish);
  const last = messages.at(-1);
  if (last?.type !== "done") throw new Error(JSON.stringify(last));
  return {
    events: messages.flatMap((message) => (message.type === "events" ? message.events : [])),
    result: last.result,
    sent,
    logged,
  };
}

async function refusals(wish: Wish): Promise<readonly string[]> {
  const last = (await messagesOf(wish)).messages.at(-1);
  return last?.type === "refused" ? last.problems.map(({ message }) => message) : [];
}

const outputs = ({ nodes }: TryResult, nodeId: string): readonly JsonValue[] =>
  (nodes[nodeId]?.outcomes ?? []).map((outcome) => (outcome.type === "output" ? outcome.output : null));

const states = ({ result }: Tried): Record<string, string> =>
  Object.fromEntries(
    Object.entries(result.nodes).map(([id, { state, from }]) => [id, from === "ran" ? state : `${state}, ${from}`]),
  );

describe("a try of a draft that uses reusable mappings", () => {
  const draft = (key: string): FlowDocument => ({
    ...{ omnilink: 1, id: "draft", name: "Draft", edges: [{ from: "start", to: "twice" }] },
    nodes: [
      { id: "start", kind: "trigger.manual" },
      { id: "twice", kind: "map", config: { expression: `$useMapping("${key}", input.n)` } },
    ],
  });

  it("takes them from the library", async () => {
    const { result } = await tryIt({ document: draft("double@1"), input: { n: 4 } });
    expect(result.output).toBe(8);
  });

  it("says which one there is none of", async () => {
    expect(await refusals({ document: draft("double@2"), input: { n: 4 } })).toEqual([
      'Node "twice": "expression" cannot use a mapping: There is no mapping double@2.',
    ]);
  });
});

describe("a call in a try", () => {
  it("is not made, and asked about with what would be sent", async () => {
    const tried = await tryIt({ document: orderApproval });
    expect(tried.sent).toEqual([]);
    expect(tried.result.status).toBe("waiting");
    expect(tried.result.questions).toMatchObject([
      { nodeId: "charge", type: "call", request: { method: "POST", body: { amount: 6 } } },
    ]);
    expect(states(tried)).toEqual({ start: "done", price: "done", size: "done", charge: "asked" });
  });

  it("is answered by the sample pinned to its node", async () => {
    const tried = await tryIt({
      document: orderApproval,
      samples: { charge: { chargeId: "ch_1" }, ship: { shipmentId: "sh_1" } },
    });
    expect(tried.sent).toEqual([]);
    expect(tried.result.output).toMatchObject({ charge: "ch_1", shipment: "sh_1" });
    expect(states(tried)).toMatchObject({ charge: "done, pinned", ship: "done, pinned", shipped: "done" });
  });

  it("is answered by what the person gives, the last answer standing for all further attempts", async () => {
    const document = flow(`  - { id: call, kind: http, config: { method: GET, url: "https://example.com/" } }
  - { id: again, kind: forEach, config: { items: "[1, 2, 3]", concurrency: 1 } }
  - { id: one, kind: http, parent: again, config: { method: POST, url: "https://example.com/", body: "=item" } }
edges:
  - { from: start, to: call }
  - { from: call, to: again }`);
    const answers = {
      call: [{ type: "output", output: "first" }],
      one: [
        { type: "output", output: "a" },
        { type: "output", output: "b" },
      ],
    } as const;
    const { result, sent } = await tryIt({ document, answers });
    expect(sent).toEqual([]);
    expect(result.output).toEqual(["a", "b", "b"]);
    expect(result.nodes["one"]).toMatchObject({ visits: 3, from: "answered" });
    expect(outputs(result, "one")).toEqual(["a", "b", "b"]);
  });

  it("fails as the person says, and the flow undoes what it did", async () => {
    const tried = await tryIt({
      document: orderApproval,
      samples: { charge: { chargeId: "ch_1" }, refund: { ok: true } },
      answers: { ship: [{ type: "failure", message: "No pens left", code: "http/status" }] },
    });
    expect(tried.result.status).toBe("compensated");
    expect(tried.result.failure).toMatchObject({ code: "http/status", message: "No pens left" });
    expect(tried.events.map(({ type }) => type)).toContain("step.undone");
  });

  it("is really made by the node that was allowed to, by no other, and says so in the log", async () => {
    const tried = await tryIt({ document: orderApproval, allowReal: ["charge"] });
    expect(tried.sent.map(({ nodeId }) => nodeId)).toEqual(["charge"]);
    expect(tried.result.nodes["charge"]).toMatchObject({ state: "done", from: "called", output: { chargeId: "ch_real" } });
    expect(tried.result.questions.map(({ nodeId }) => nodeId)).toEqual(["ship"]);
    expect(tried.logged).toEqual(["Ana let a try of flow orderApproval really call out: node charge (http)"]);
  });

  it("is made only for visits without an answer, so that a try which goes on calls nobody twice", async () => {
    const document = flow(`  - { id: each, kind: forEach, config: { items: "[1, 2, 3]", concurrency: 1 } }
  - { id: one, kind: http, parent: each, config: { method: POST, url: "https://example.com/", body: "=item" } }
edges: [{ from: start, to: each }]`);
    const answers = { one: [{ type: "output", output: "was called" }] } as const;
    const { result, sent } = await tryIt({ document, answers, allowReal: ["one"] });
    expect(outputs(result, "one")).toEqual(["was called", { chargeId: "ch_real" }, { chargeId: "ch_real" }]);
    expect(sent).toHaveLength(2);
  });

  it("does not follow from leave for a node with a sample", async () => {
    const tried = await tryIt({ document: orderApproval, allowReal: ["charge", "ship"], samples: { charge: { chargeId: "x" } } });
    expect(tried.sent.map(({ nodeId }) => nodeId)).toEqual(["ship"]);
  });

  it("covers mail, events and other flows", async () => {
    const document =
      flow(`  - { id: mail, kind: notify, config: { channel: email, connection: post, to: ["a@example.com"], subject: Hi, text: Hello } }
  - { id: tell, kind: emit, config: { type: com.example.told } }
  - { id: other, kind: subFlow, config: { flow: another } }
edges:
  - { from: start, to: mail }
  - { from: start, to: tell }
  - { from: start, to: other }`);
    const asked = await tryIt({ document });
    expect(asked.result.questions.map(({ nodeId, type }) => `${nodeId} ${type}`).toSorted()).toEqual([
      "mail call",
      "other call",
      "tell call",
    ]);
    const real = await tryIt({ document, allowReal: ["tell", "other"] });
    expect(real.result.nodes["other"]).toMatchObject({ state: "done", output: "from the other flow" });
    expect(real.result.nodes["tell"]).toMatchObject({ state: "done", output: { id: "e-1" } });
    expect(real.logged).toHaveLength(2);
  });
});

describe("people and time in a try", () => {
  it("asks for a decision, and takes the one that comes with the request", async () => {
    const asked = await tryIt({ document: orderApproval, input: order(1_000) });
    expect(asked.result.questions).toMatchObject([
      { nodeId: "approve", type: "approval", title: "Order A-1 over 3000", canTimeOut: true },
    ]);
    const decided = await tryIt({
      document: orderApproval,
      input: order(1_000),
      answers: { approve: [{ type: "decision", decision: "rejected", comment: "No" }] },
    });
    expect(decided.result.output).toMatchObject({ decision: "declined", comment: "No", by: "Ana" });
  });

  it("lets the time pass when nobody is to decide", async () => {
    const { result } = await tryIt({ document: orderApproval, input: order(1_000), answers: { approve: [{ type: "silence" }] } });
    expect(result.output).toMatchObject({ decision: "declined" });
  });

  it("skips waits", async () => {
    const document = flow(`  - { id: wait, kind: wait, config: { duration: P30D } }
  - { id: after, kind: map, config: { expression: '"late"' } }
edges: [{ from: start, to: wait }, { from: wait, to: after }]`);
    const began = Date.now();
    const { result } = await tryIt({ document });
    expect(result).toMatchObject({ status: "completed", output: "late" });
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  it("asks for signals and for forms, and says why an answer does not fit", async () => {
    const document = flow(`  - { id: wait, kind: wait, config: { signal: paid } }
  - id: ask
    kind: form
    config: { title: How many?, roles: [analyst], schema: { type: object, required: [count], properties: { count: { type: integer } } } }
edges: [{ from: start, to: wait }, { from: wait, to: ask }]`);
    const first = await tryIt({ document });
    expect(first.result.questions).toEqual([{ nodeId: "wait", visit: 1, type: "signal", name: "paid", canTimeOut: false }]);
    const paid = { wait: [{ type: "signal", payload: { sum: 3 } }] } as const;
    const wrong = await tryIt({ document, answers: { ...paid, ask: [{ type: "form", answer: { count: "many" } }] } });
    expect(wrong.result.nodes["wait"]?.output).toEqual({ sum: 3 });
    expect(wrong.result.questions).toMatchObject([
      { nodeId: "ask", type: "form", refused: expect.stringContaining("count") as string },
    ]);
    const right = await tryIt({ document, answers: { ...paid, ask: [{ type: "form", answer: { count: 2 } }] } });
    expect(right.result.output).toEqual({ count: 2 });
  });
});

describe("a part of a flow", () => {
  it("runs one node with what it reads, whatever way a run would take", async () => {
    const tried = await tryIt({ document: orderApproval, scope: { type: "node", nodeId: "approve" }, input: order(2) });
    expect(states(tried)).toEqual({ start: "done", price: "done", approve: "asked" });
    expect(tried.result.questions).toMatchObject([{ title: "Order A-1 over 6" }]);
  });

  it("reads samples and earlier results instead of running what it needs", async () => {
    const scope = { type: "node", nodeId: "charge" } as const;
    const pinned = await tryIt({ document: orderApproval, scope, samples: { price: { total: 7 } } });
    expect(pinned.result.questions).toMatchObject([{ request: { body: { amount: 7 } } }]);
    const known = await tryIt({ document: orderApproval, scope, known: { price: { total: 8 } } });
    expect(known.result.questions).toMatchObject([{ request: { body: { amount: 8 } } }]);
    expect(states(known)).toMatchObject({ price: "done, known" });
  });

  it("runs to a node and not past it, and follows the way the data takes", async () => {
    const samples = { charge: { chargeId: "ch_1" } };
    const tried = await tryIt({ document: orderApproval, scope: { type: "upTo", nodeId: "charge" }, samples });
    expect(states(tried)).toMatchObject({ start: "done", price: "done", size: "done", charge: "done, pinned" });
    expect(tried.result.nodes).not.toHaveProperty("ship");
    expect(tried.result.status).toBe("completed");
    const other = await tryIt({ document: orderApproval, scope: { type: "upTo", nodeId: "approve" }, samples });
    expect(other.result.nodes).not.toHaveProperty("approve");
    expect(other.result.nodes["size"]?.port).toBe("small");
  });

  it("goes on from a node with chosen data", async () => {
    const tried = await tryIt({
      document: orderApproval,
      scope: { type: "from", nodeId: "charge" },
      known: { price: { total: 9 } },
      answers: {
        charge: [{ type: "output", output: { chargeId: "ch_9" } }],
        ship: [{ type: "output", output: { shipmentId: "s" } }],
      },
    });
    expect(tried.result.output).toMatchObject({ total: 9, charge: "ch_9", shipment: "s" });
    expect(tried.result.nodes).not.toHaveProperty("size");
  });

  it("runs several nodes with what they read and what lies between them, and none of the others", async () => {
    const samples = { charge: { chargeId: "ch_1" }, ship: { shipmentId: "s_1" } };
    const scope = { type: "nodes", nodeIds: ["charge", "shipped"] } as const;
    const tried = await tryIt({ document: orderApproval, scope, samples });
    expect(Object.keys(states(tried)).sort()).toEqual(["charge", "price", "ship", "shipped", "start"]);
    expect(tried.result.output).toMatchObject({ shipment: "s_1", total: 6 });
    const apart = await tryIt({ document: orderApproval, scope: { type: "nodes", nodeIds: ["approve", "charge"] }, samples });
    expect(states(apart)).toMatchObject({ approve: "asked" });
    expect(apart.result.nodes).not.toHaveProperty("ship");
  });

  it("runs the nodes of a group beside each other, as their container where they are in one, and undos for what they undo", async () => {
    const document = flow(`  - { id: left, kind: map, config: { expression: "input.id & 1" } }
  - { id: right, kind: map, config: { expression: "input.id & 2" } }
  - { id: lines, kind: forEach, config: { items: "input.lines" } }
  - { id: net, kind: map, parent: lines, config: { expression: "item.price" } }
edges: [{ from: start, to: left }, { from: start, to: right }, { from: right, to: lines }]`);
    const both = await tryIt({ document, scope: { type: "nodes", nodeIds: ["left", "right"] } });
    expect(states(both)).toMatchObject({ start: "done", left: "done", right: "done" });
    expect(both.result.nodes).not.toHaveProperty("lines");
    const deep = await tryIt({ document, scope: { type: "nodes", nodeIds: ["left", "net"] } });
    expect(states(deep)).toMatchObject({ left: "done", net: "done", lines: "done" });
    expect(deep.result.nodes).not.toHaveProperty("right");
    const begin = await tryIt({ document, scope: { type: "nodes", nodeIds: ["start", "left"] } });
    expect(states(begin)).toMatchObject({ start: "done", left: "done" });
    expect(begin.result.nodes).not.toHaveProperty("right");
    const undo = await tryIt({ document: orderApproval, scope: { type: "nodes", nodeIds: ["refund", "charge"] } });
    expect(undo.result.questions).toMatchObject([{ nodeId: "charge" }]);
    expect(await refusals({ document, scope: { type: "nodes", nodeIds: ["left", "gone"] } })).toEqual([
      'There is no node "gone" in this draft any more.',
    ]);
  });

  it("passes disabled nodes by: they give nothing, call nobody, and the way goes on by their first output", async () => {
    const disabled = ["charge", "approve"];
    const samples = { ship: { shipmentId: "s" } };
    const tried = await tryIt({ document: orderApproval, disabled, samples, input: order(900) });
    expect(states(tried)).toMatchObject({ approve: "done, disabled", charge: "done, disabled", shipped: "done" });
    expect(tried.result.questions).toEqual([]);
    const halfDone = orderApproval.nodes.map((node) => (node.id === "charge" ? { ...node, config: {} } : node));
    const anyway = await tryIt({ document: { ...orderApproval, nodes: halfDone }, disabled: ["charge"], samples });
    expect(anyway.result.nodes["ship"]?.output).toEqual({ shipmentId: "s" });
  });

  it("runs an undo by doing what it undoes", async () => {
    const tried = await tryIt({
      document: orderApproval,
      scope: { type: "node", nodeId: "refund" },
      known: { charge: { chargeId: "ch_7" } },
    });
    expect(tried.result.questions).toMatchObject([{ nodeId: "refund", type: "call", request: { url: "/charges/ch_7/refund" } }]);
  });

  it("begins behind an error with an example of one", async () => {
    const document = flow(`  - { id: call, kind: http, config: { method: GET, url: "https://example.com/" } }
  - { id: handle, kind: map, config: { expression: '"handled: " & error.message' } }
edges: [{ from: start, to: call }, { from: call, to: handle, kind: error }]`);
    const { result } = await tryIt({ document, scope: { type: "node", nodeId: "handle" } });
    expect(result.nodes["handle"]?.output).toBe("handled: An example failure, so that what follows it can be tried.");
    const answers = { call: [{ type: "failure", message: "503" }] } as const;
    const own = await tryIt({ document, answers, scope: { type: "node", nodeId: "handle" } });
    expect(own.result.nodes["handle"]?.output).toBe("handled: 503");
  });

  it("runs a node of a body once for each item", async () => {
    const document = flow(`  - { id: rate, kind: map, config: { expression: "2" } }
  - { id: lines, kind: forEach, config: { items: "input.lines" } }
  - { id: net, kind: map, parent: lines, config: { expression: "item.price" } }
  - { id: gross, kind: map, parent: lines, config: { expression: "steps.net * steps.rate" } }
  - { id: sum, kind: map, config: { expression: "$sum(steps.lines)" } }
edges: [{ from: start, to: rate }, { from: rate, to: lines }, { from: net, to: gross }, { from: lines, to: sum }]`);
    const input = { lines: [{ price: 1 }, { price: 2 }] };
    const inside = await tryIt({ document, input, scope: { type: "node", nodeId: "gross" } });
    expect(outputs(inside.result, "gross")).toEqual([2, 4]);
    expect(inside.result.nodes).not.toHaveProperty("sum");
    const whole = await tryIt({ document, input });
    expect(whole.result.output).toBe(6);
    const upTo = await tryIt({ document, input, scope: { type: "upTo", nodeId: "net" } });
    expect(outputs(upTo.result, "net")).toEqual([1, 2]);
    expect(upTo.result.nodes).not.toHaveProperty("gross");
    const pinned = await tryIt({ document, input, samples: { lines: [5, 6] } });
    expect(pinned.result.output).toBe(11);
    expect(pinned.result.nodes).not.toHaveProperty("net");
  });

  it("runs loops and blocks, and sets the variables that a node reads", async () => {
    const document = flow(`  - { id: begin, kind: assign, config: { values: { count: "0" } } }
  - { id: turns, kind: loop, config: { while: "vars.count < 3" } }
  - { id: more, kind: assign, parent: turns, config: { values: { count: "vars.count + 1" } } }
  - { id: unit, kind: block, config: {} }
  - { id: inUnit, kind: map, parent: unit, config: { expression: "vars.count * 10" } }
edges: [{ from: start, to: begin }, { from: begin, to: turns }, { from: turns, to: unit }]`);
    const whole = await tryIt({ document });
    expect(whole.result.output).toBe(30);
    const alone = await tryIt({ document, scope: { type: "node", nodeId: "unit" } });
    expect(alone.result.nodes["inUnit"]?.output).toBe(0);
    const turns = await tryIt({ document, scope: { type: "node", nodeId: "turns" } });
    expect(turns.result.nodes["more"]?.visits).toBe(3);
  });

  it("takes the pinned way of a branch", async () => {
    const tried = await tryIt({
      document: orderApproval,
      samples: { size: { port: "large" }, approve: { decision: "rejected", by: "Eve" } },
    });
    expect(tried.result.output).toMatchObject({ decision: "declined", by: "Eve" });
  });

  it("needs no trigger to run one node", async () => {
    const document = { ...orderApproval, nodes: orderApproval.nodes.filter(({ id }) => id === "price"), edges: [] };
    const tried = await tryIt({ document, scope: { type: "node", nodeId: "price" } });
    expect(tried.result.nodes["price"]?.output).toEqual({ id: "A-1", total: 6 });
  });
});

describe("a run of production", () => {
  it("gives its input and what its nodes came to, to begin from", async () => {
    const tries = createTries(createPorts([], []));
    expect(await tries.pastRun("o-1", "r-1")).toMatchObject({
      flowId: "orderApproval",
      status: "failed",
      trigger: "start",
      input: order(5),
      nodes: { price: { state: "done", output: { total: 15 } }, charge: { state: "failed", failure } },
    });
    expect(await tries.pastRun("o-1", "r-2")).toBeUndefined();
  });
});

describe("what a try refuses", () => {
  it("is wrong in the part that is tried, and not elsewhere", async () => {
    const broken = { id: "broken", kind: "http", config: { method: "GET" } };
    const document = { ...orderApproval, nodes: [...orderApproval.nodes, broken] };
    expect(await refusals({ document })).toEqual([expect.stringContaining("broken"), expect.stringContaining("broken")]);
    expect(await refusals({ document, scope: { type: "node", nodeId: "price" } })).toEqual([]);
    expect(await refusals({ document, scope: { type: "node", nodeId: "broken" } })).toEqual([expect.stringContaining("broken")]);
  });

  it("is an input that the contract refuses, as in production", async () => {
    expect(await refusals({ document: orderApproval, input: { id: "A-1" } })).toEqual([expect.stringContaining("lines")]);
  });

  it("is a flow without a trigger and a node that is gone", async () => {
    const document = { ...orderApproval, nodes: [], edges: [] };
    expect(await refusals({ document })).not.toEqual([]);
    expect(await refusals({ document, scope: { type: "node", nodeId: "price" } })).toEqual([expect.stringContaining("price")]);
  });
});

describe("the end of a try", () => {
  it("comes after a thousand steps", async () => {
    const document = flow(`  - { id: turns, kind: loop, config: { while: "true", maxIterations: 100000 } }
  - { id: turn, kind: map, parent: turns, config: { expression: "index" } }
edges: [{ from: start, to: turns }]`);
    const { result } = await tryIt({ document });
    expect(result.stopped).toContain("1,000 steps");
  });

  it("comes when the person goes away, also while a call is under way", async () => {
    const leaving = new AbortController();
    const calling = messagesOf({ document: orderApproval, allowReal: ["charge"] }, leaving.signal, ({ signal }) => {
      leaving.abort();
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
    });
    const last = (await calling).messages.at(-1);
    expect(last).toMatchObject({ type: "done", result: { status: "canceled", stopped: "You canceled it." } });
  });
});
