import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MappingBundle } from "#engine/core/expression/mappings/mapping-bundle.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import type { JsonValue } from "#engine/core/json.ts";
import type { RunEvent } from "#engine/core/machine/run-event.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";
import { createNodeExecutors } from "#engine/nodes/executors.ts";
import type { OutgoingRequest, Send } from "#engine/nodes/sender.ts";
import type { RunSummary } from "#engine/runtime/engine.ts";
import type { TryMessage, TryRequest, TryResult } from "#engine/runtime/tries.ts";
import { createTries, type TryPorts } from "#engine/hub/try/create-tries.ts";

const read = (text: string): FlowDocument => {
  const { document, problems } = readFlow(text);
  if (!document) throw new Error(JSON.stringify(problems));
  return document;
};

export const orderApproval = read(
  readFileSync(fileURLToPath(new URL("../../flows/orderApproval/flow.yaml", import.meta.url)), "utf8"),
);

export const flow = (body: string): FlowDocument =>
  read(`omnilink: 1\nid: tried\nname: Tried\nnodes:\n  - { id: start, kind: trigger.manual }\n${body}`);

export const order = (price: number) => ({ id: "A-1", customer: "Ana", lines: [{ sku: "PEN", price, qty: 3 }] });

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
export const failure = { code: "http/status", message: "was answered with 503" };
const started = { flow: "orderApproval", version: 3, contentHash: "", trigger: "start", input: order(5), seed: 1 };
const pastEvents: readonly RunEvent[] = [
  { seq: 1, at: place.at, type: "run.started", data: started },
  { seq: 2, ...place, type: "step.completed", nodeId: "price", data: { output: { total: 15 }, durationMs: 1 } },
  { seq: 3, ...place, type: "step.failed", nodeId: "charge", data: { failure, durationMs: 1 } },
];

export async function messagesOf(wish: Wish, signal = new AbortController().signal, send = charged) {
  const sent: OutgoingRequest[] = [];
  const logged: string[] = [];
  const tries = createTries(createPorts(sent, logged, send));
  const request = { orgId: "o-1", by: "Ana", samples: {}, scope: { type: "flow" }, input: order(2), ...wish } as const;
  const messages: TryMessage[] = [];
  for await (const message of tries.run(request, signal)) messages.push(message);
  return { messages, sent, logged };
}

const library: MappingBundle = {
  "double@1": { expression: "input * 2" },
  "typed@1": { expression: "input * 2", input: { type: "number" } },
};

export function createPorts(sent: OutgoingRequest[], logged: string[], send = charged): TryPorts {
  return {
    definitions: nodeDefinitions,
    findMappings: async (_orgId, keys) => Object.fromEntries(Object.entries(library).filter(([key]) => keys.includes(key))),
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

export async function tryIt(wish: Wish): Promise<Tried> {
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

export async function refusals(wish: Wish): Promise<readonly string[]> {
  const last = (await messagesOf(wish)).messages.at(-1);
  return last?.type === "refused" ? last.problems.map(({ message }) => message) : [];
}

export const outputs = ({ nodes }: TryResult, nodeId: string): readonly JsonValue[] =>
  (nodes[nodeId]?.outcomes ?? []).map((outcome) => (outcome.type === "output" ? outcome.output : null));

export const states = ({ result }: Tried): Record<string, string> =>
  Object.fromEntries(
    Object.entries(result.nodes).map(([id, { state, from }]) => [id, from === "ran" ? state : `${state}, ${from}`]),
  );
