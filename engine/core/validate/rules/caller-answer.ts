import type { Problem } from "../../problem.ts";
import { nodeLabel, nodeProblem, type NodeEntry, type Rule, type RuleContext } from "../rule.ts";

/** A caller who waits for a node to answer must be able to get an answer, and a node that answers must have a caller. */
export const callerAnswer: Rule = {
  codes: ["flow/missing-respond", "flow/idle-respond"],
  check: (context) => {
    const waiting = context.nodes.filter((entry) => roleOf(entry) === "awaited");
    const answering = context.nodes.filter((entry) => roleOf(entry) === "given");
    const reached = waiting.map((trigger) => ({ trigger, nodes: reachedFrom(trigger, context) }));
    const unanswered = reached.filter(({ nodes }) => !answering.some((entry) => nodes.has(entry)));
    const idle = answering.filter((entry) => !reached.some(({ nodes }) => nodes.has(entry)));
    return [...unanswered.map(({ trigger }) => missingRespond(trigger)), ...idle.map(idleRespond)];
  },
};

/** A config that does not fit its kind is another rule's business. */
const roleOf = ({ definition, ports, config }: NodeEntry) =>
  ports === undefined ? undefined : definition?.callerAnswer?.(config);

function reachedFrom(start: NodeEntry, { connected }: RuleContext): ReadonlySet<NodeEntry> {
  const outgoing = Map.groupBy(connected, ({ from }) => from);
  const reached = new Set([start]);
  for (const entry of reached) for (const { to } of outgoing.get(entry) ?? []) reached.add(to);
  return reached;
}

function missingRespond(entry: NodeEntry): Problem {
  const message = `${nodeLabel(entry.node)} lets its caller wait for a respond node, but none can be reached from it.`;
  const fix = "Lead the flow to a respond node, or let respond be accepted or result.";
  return nodeProblem(entry, { code: "flow/missing-respond", message, fix }, "/config/respond");
}

function idleRespond(entry: NodeEntry): Problem {
  const message = `${nodeLabel(entry.node)} answers nobody: no webhook that leads to it waits for a respond node.`;
  const fix = "Set respond: node on the webhook, or remove this node.";
  return nodeProblem(entry, { code: "flow/idle-respond", severity: "warning", message, fix });
}
