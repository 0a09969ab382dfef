import { createMemoryEventBus } from "../../memory/memory-event-bus.ts";
import type { OutgoingEvent } from "../../runtime/event-bus.ts";
import type { NodeExecutors } from "../../runtime/executor.ts";
import type { Connections } from "../../runtime/ports.ts";
import { createNodeExecutors } from "../../nodes/executors.ts";
import { MailError, type MailReceipt, type OutgoingMail } from "../../nodes/mail-sender.ts";
import { SendError, type IncomingAnswer, type OutgoingRequest } from "../../nodes/sender.ts";
import type { Scenario, ScenarioAnswer } from "./scenario.ts";

/** The outside world of a scenario: every connection exists, and each node gets the answers written for it. */
export interface ScriptedWorld {
  readonly executors: NodeExecutors;
  readonly connections: Connections;
  /** Calls and mails per node so far. */
  readonly calls: ReadonlyMap<string, number>;
  /** Nodes that called although the scenario has no answer for them. */
  readonly unanswered: ReadonlySet<string>;
  /** What was put on the bus, in order. Nobody gets it. */
  readonly emitted: readonly OutgoingEvent[];
}

export function createScriptedWorld({ answers = {} }: Pick<Scenario, "answers">): ScriptedWorld {
  const calls = new Map<string, number>();
  const unanswered = new Set<string>();
  /** Counts the call, and gives what the scenario says to it. */
  const next = (nodeId: string): ScenarioAnswer | undefined => {
    const nth = calls.get(nodeId) ?? 0;
    calls.set(nodeId, nth + 1);
    const script = Object.hasOwn(answers, nodeId) ? answers[nodeId]! : [];
    return script[Math.min(nth, script.length - 1)];
  };
  const send = async ({ nodeId = "" }: OutgoingRequest): Promise<IncomingAnswer> => {
    const answer = next(nodeId);
    if (answer !== undefined) return toAnswer(answer);
    unanswered.add(nodeId);
    throw new SendError("http/blocked", "a scenario calls nobody", false);
  };
  /** Mail arrives unless the scenario says otherwise: there is nothing in a receipt that a flow could go by. */
  const sendMail = async ({ nodeId = "", to, cc }: OutgoingMail): Promise<MailReceipt> => {
    const answer = next(nodeId);
    if (answer && "error" in answer) throw new MailError("mail/unavailable", "as the scenario says");
    return { accepted: [...to, ...cc], refused: [] };
  };
  const bus = createMemoryEventBus();
  const connections: Connections = {
    resolve: async (_orgId, name) => ({
      name,
      baseUrl: `https://${name}.scenario.invalid`,
      headers: {},
      allowPrivate: false,
      mailServer: { host: "scenario.invalid", port: 25, secure: false, from: "flows@scenario.invalid" },
    }),
  };
  return {
    executors: createNodeExecutors({ send, sendMail, emit: bus.emit }),
    connections,
    calls,
    unanswered,
    emitted: bus.events,
  };
}

function toAnswer(answer: ScenarioAnswer): IncomingAnswer {
  if ("error" in answer) throw new SendError(`http/${answer.error}`, "as the scenario says", true);
  const { status, body, headers = {} } = answer;
  const lowercase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    status,
    headers: { "content-type": "application/json", ...lowercase },
    body: body === undefined ? "" : JSON.stringify(body),
  };
}
