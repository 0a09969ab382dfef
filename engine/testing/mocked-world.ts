import { createMemoryEventBus } from "../memory/memory-event-bus.ts";
import { parseJson, type JsonValue } from "../core/json.ts";
import { MailError } from "../nodes/mail-sender.ts";
import { createNodeExecutors } from "../nodes/executors.ts";
import { SendError, type IncomingAnswer } from "../nodes/sender.ts";
import type { NodeExecutors } from "../runtime/executor.ts";
import type { Connections } from "../runtime/ports.ts";
import { replyTo, type Mocks, type RecordedCall, type Reply } from "./mocks.ts";

/** The outside as a test describes it. Every connection exists; no call leaves the process. */
export interface MockedWorld {
  readonly executors: NodeExecutors;
  readonly connections: Connections;
  /** Requests, mail and events in the order they left, every attempt for itself. */
  readonly calls: readonly RecordedCall[];
  /** Nodes that made a request for which there is no mock. */
  readonly unanswered: ReadonlySet<string>;
}

export function mockedWorld(mocks: Mocks): MockedWorld {
  const calls: RecordedCall[] = [];
  const unanswered = new Set<string>();
  const answer = (call: RecordedCall): Reply | undefined => {
    const nth = calls.filter(({ nodeId }) => nodeId === call.nodeId).length;
    calls.push(call);
    return replyTo(mocks, call, nth);
  };
  const bus = createMemoryEventBus();
  const executors = createNodeExecutors({
    send: async ({ nodeId = "", method, url, body = "", headers, idempotencyKey = "" }) => {
      const said = answer({ nodeId, what: `${method} ${url.href}`, body: asJson(body), headers, idempotencyKey });
      if (said) return incoming(said);
      unanswered.add(nodeId);
      throw new SendError("http/blocked", "A test calls nobody.", false);
    },
    // Mail arrives unless the test says otherwise: there is nothing in a receipt that a flow could go by.
    sendMail: async ({ nodeId = "", to, cc, subject, text, messageId }) => {
      const said = answer({ nodeId, what: "mail", body: { to, cc, subject, text }, headers: {}, idempotencyKey: messageId });
      if (said?.type === "noAnswer") throw new MailError("mail/unavailable", "As the test says.");
      return { accepted: [...to, ...cc], refused: [] };
    },
    emit: (runId, event) => {
      const body = { type: event.type, data: event.data ?? null };
      calls.push({ nodeId: nodeOfKey(event.key), what: "event", body, headers: {}, idempotencyKey: event.key });
      return bus.emit(runId, event);
    },
  });
  return { executors, connections: { resolve: async (_orgId, name) => connection(name) }, calls, unanswered };
}

function incoming(said: Reply): IncomingAnswer {
  if (said.type === "noAnswer") throw new SendError(`http/${said.because}`, "As the test says.", said.because === "timeout");
  const lowercase = Object.entries(said.headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const headers = { "content-type": "application/json", ...Object.fromEntries(lowercase) };
  return { status: said.status, headers, body: JSON.stringify(said.body) };
}

function asJson(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** `<runId>:<nodeId>:<visit>`. */
const nodeOfKey = (key: string): string => key.split(":")[1]?.replace(/#\d+$/, "") ?? "";

const connection = (name: string) => ({
  name,
  baseUrl: `https://${name}.test`,
  headers: {},
  allowPrivate: false,
  mailServer: { host: "mail.test", port: 25, secure: false, from: "flows@mail.test" },
});
