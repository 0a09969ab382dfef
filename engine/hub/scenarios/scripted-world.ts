import type { NodeExecutors } from "../../runtime/executor.ts";
import type { Connections } from "../../runtime/ports.ts";
import { createNodeExecutors } from "../../nodes/executors.ts";
import { SendError, type IncomingAnswer, type OutgoingRequest } from "../../nodes/http/sender.ts";
import type { Scenario, ScenarioAnswer } from "./scenario.ts";

/** The outside world of a scenario: every connection exists, and each node gets the answers written for it. */
export interface ScriptedWorld {
  readonly executors: NodeExecutors;
  readonly connections: Connections;
  /** HTTP calls per node so far. */
  readonly calls: ReadonlyMap<string, number>;
  /** Nodes that called although the scenario has no answer for them. */
  readonly unanswered: ReadonlySet<string>;
}

export function createScriptedWorld({ answers = {} }: Pick<Scenario, "answers">): ScriptedWorld {
  const calls = new Map<string, number>();
  const unanswered = new Set<string>();
  const send = async ({ nodeId = "" }: OutgoingRequest): Promise<IncomingAnswer> => {
    const nth = calls.get(nodeId) ?? 0;
    calls.set(nodeId, nth + 1);
    const script = Object.hasOwn(answers, nodeId) ? answers[nodeId]! : [];
    const answer = script[Math.min(nth, script.length - 1)];
    if (answer !== undefined) return toAnswer(answer);
    unanswered.add(nodeId);
    throw new SendError("http/blocked", "a scenario calls nobody", false);
  };
  const connections: Connections = {
    resolve: async (_orgId, name) => ({ name, baseUrl: `https://${name}.scenario.invalid`, headers: {}, allowPrivate: false }),
  };
  return { executors: createNodeExecutors({ send }), connections, calls, unanswered };
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
