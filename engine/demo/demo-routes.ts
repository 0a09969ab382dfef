import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isJsonObject, type JsonObject, type JsonValue } from "../core/json.ts";
import type { DemoFaults, DemoSystemName } from "./demo-faults.ts";
import type { DemoAnswer, EffectLedger } from "./effect-ledger.ts";

export interface DemoWorld {
  readonly app: FastifyInstance;
  readonly ledger: EffectLedger;
  readonly faults: DemoFaults;
}

export interface DemoRequest {
  readonly body: JsonObject;
  /** The `:id` of the path; empty when it has none. */
  readonly id: string;
  /** Number of this call in the ledger: makes ids that survive a restart. */
  readonly seq: number;
}

interface Operation {
  readonly system: DemoSystemName;
  readonly name: string;
  readonly path: string;
  readonly run: (request: DemoRequest) => DemoAnswer;
}

export const answer = (status: number, body: JsonObject): DemoAnswer => ({ status, body });

/** A `POST` with an effect: faults first, then the ledger, which runs it at most once per idempotency key. */
export function addOperation({ app, ledger, faults }: DemoWorld, { system, name, path, run }: Operation): void {
  app.post(`/${system}${path}`, async (request, reply) => {
    const fault = faults.next(system);
    if (fault.type === "fail") return reply.code(fault.status).send(faultBody(system));
    if (fault.type === "slow") await sleep(fault.delayMs, undefined, { ref: false });
    const { body, id } = readRequest(request);
    const call = { system, operation: name, key: readKey(request), content: { id, body } };
    const result = ledger.perform(call, (seq) => run({ body, id, seq }));
    if (fault.type === "drop") return dropConnection(reply);
    return reply.code(result.status).send(result.body);
  });
}

/** A `GET`; it suffers the same faults and leaves no line in the ledger. */
export function addQuery(
  { app, faults }: DemoWorld,
  system: DemoSystemName,
  path: string,
  read: (query: JsonObject) => JsonValue,
): void {
  app.get(`/${system}${path}`, async (request, reply) => {
    const fault = faults.next(system);
    if (fault.type === "fail") return reply.code(fault.status).send(faultBody(system));
    if (fault.type === "slow") await sleep(fault.delayMs, undefined, { ref: false });
    if (fault.type === "drop") return dropConnection(reply);
    return reply.send(read(request.query as JsonObject));
  });
}

const faultBody = (system: string): JsonObject => ({
  error: "unavailable",
  message: `The demo ${system} system was told to fail.`,
});

function readRequest(request: FastifyRequest): { body: JsonObject; id: string } {
  const { id = "" } = request.params as { id?: string };
  return { id, body: isJsonObject(request.body) ? request.body : {} };
}

function readKey(request: FastifyRequest): string | undefined {
  const key = request.headers["idempotency-key"];
  return typeof key === "string" && key !== "" ? key : undefined;
}

function dropConnection(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.socket?.destroy();
  return reply;
}
