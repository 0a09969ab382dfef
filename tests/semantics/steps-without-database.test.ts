import type pg from "pg";
import { describe, expect, it, vi } from "vitest";
import { stringify } from "yaml";
import { compileFlow } from "#engine/core/compile/compile-flow.ts";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import type { JsonValue } from "#engine/core/json.ts";
import { LocalEngine } from "#engine/memory/local-engine.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { createNodeExecutors } from "#engine/nodes/executors.ts";
import { createEmitFromRun } from "#engine/postgres/event-bus.ts";

// The pauses between two tries of a statement: here no time passes in them.
vi.mock("node:timers/promises", () => ({ setTimeout: () => new Promise((resolve) => setImmediate(resolve)) }));

/**
 * A step asks nothing of the database but through the run store. What else is in the way of an answer (the event bus) must
 * neither fail the step nor leave it hanging for good. So every kind runs here twice with a store that answers: beside a
 * database that answers as well, and beside one that refuses, more often than a statement is usually tried again.
 */
const REFUSALS = 20;

function databaseRefusing(refusals: number) {
  let asked = 0;
  const query = async () => {
    asked += 1;
    if (asked <= refusals) throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    return { rowCount: 1, rows: [{ id: "event", time: new Date(0) }] };
  };
  return { pool: { query } as unknown as pg.Pool, asked: () => asked };
}

type Node = Readonly<Record<string, JsonValue>>;

const answer: Node = { id: "inside", kind: "map", parent: "step", config: { expression: "1" } };

/** A node called `step` for each kind that does something; containers with a body. */
const flows: Readonly<Record<string, { readonly config: JsonValue; readonly body?: Node }>> = {
  map: { config: { expression: "input" } },
  assign: { config: { values: { a: "1" } } },
  validate: { config: { schema: { type: "object" }, of: "input" } },
  branch: { config: { cases: [{ port: "yes", when: "true" }], otherwise: "no" } },
  forEach: { config: { items: "[1, 2, 3]" }, body: answer },
  loop: { config: { while: "index < 2", maxIterations: 5 }, body: answer },
  block: { config: {}, body: answer },
  subFlow: { config: { flow: "other", input: "=input" } },
  wait: { config: { signal: "never" } },
  stop: { config: { output: "=input" } },
  approval: { config: { title: "May it?", approvers: { roles: ["admin"], quorum: 1 } } },
  form: { config: { title: "Which?", roles: ["admin"], schema: { type: "object", properties: {} } } },
  http: { config: { method: "POST", url: "https://example.com" } },
  notify: { config: { channel: "chat", connection: "chat", text: "hello" } },
  emit: { config: { type: "order.shipped" } },
  respond: { config: { status: 200 } },
};

const connection = { baseUrl: "https://example.com", headers: {}, allowPrivate: false };

async function storyOf(kind: string, refusals: number) {
  const database = databaseRefusing(refusals);
  const connections = { resolve: async (_orgId: string, name: string) => ({ name, ...connection }) };
  const engine = new LocalEngine({ executors: executorsOn(database.pool), connections, time: "virtual", random: () => 0.5 });
  engine.add(compiled("other", [{ id: "start", kind: "trigger.manual" }], []));
  const { config, body } = flows[kind]!;
  const webhook = { kind: "trigger.webhook", config: { path: "p", respond: "node", wait: "PT5S" } };
  const start: Node = { id: "start", ...(kind === "respond" ? webhook : { kind: "trigger.manual" }) };
  const nodes = [start, { id: "step", kind, config }, ...(body ? [body] : [])];
  const flow = compiled("test", nodes, [{ from: "start", to: "step" }]);
  const runId = await engine.start(flow, { trigger: "start", input: { total: 1 } });
  const status = await engine.settle(runId, { jump: false });
  const types = (await engine.events(runId)).map(({ type }) => type);
  return { story: [...types, status], asked: database.asked() };
}

const executorsOn = (pool: pg.Pool) =>
  createNodeExecutors({
    send: async () => ({ status: 200, headers: {}, body: "" }),
    sendMail: async ({ to }) => ({ accepted: to, refused: [] }),
    emit: createEmitFromRun(pool),
  });

function compiled(id: string, nodes: readonly Node[], edges: readonly Node[]) {
  const { document, problems } = readFlow(stringify({ omnilink: 1, id, name: id, nodes, edges }));
  const plan = document && compileFlow(document, nodeDefinitions).plan;
  if (!document || !plan)
    throw new Error(JSON.stringify([problems, document && compileFlow(document, nodeDefinitions).problems]));
  return { document, plan };
}

/** A placeholder has to be replaced before its flow runs. */
const kinds = [...executorsOn(databaseRefusing(0).pool).keys()].filter((kind) => kind !== "placeholder");

describe("a step beside a database that refuses", () => {
  it("is tested for every kind", () => {
    expect(Object.keys(flows).toSorted()).toEqual(kinds.toSorted());
  });

  it.each(kinds)("comes to the same as beside one that answers: %s", async (kind) => {
    const calm = await storyOf(kind, 0);
    const refused = await storyOf(kind, REFUSALS);
    expect(refused.story).toEqual(calm.story);
    // Whoever asks at all asks until there is an answer; of the kinds of today that is the event bus alone.
    expect(refused.asked > REFUSALS || refused.asked === 0).toBe(true);
    expect(refused.asked > 0).toBe(kind === "emit");
  });
});
