import { nodeLabel, nodeProblem, type NodeEntry, type Rule, type RuleContext } from "../rule.ts";

/** Every node can be come to from a trigger. A compensation is come to through its edge. */
export const reachable: Rule = {
  codes: ["flow/unreachable-node"],
  check: (context) => {
    const starts = context.nodes.filter(
      ({ definition, node }) => definition?.behavior === "trigger" || node.kind.startsWith("trigger"),
    );
    if (starts.length === 0) return [];
    const reached = reachedFrom(starts, context);
    return context.nodes
      .filter((entry) => !reached.has(context.byId.get(entry.node.id)!))
      .map((entry) => {
        const message = `${nodeLabel(entry.node)} can never run: no trigger leads to it.`;
        return nodeProblem(entry, { code: "flow/unreachable-node", message, fix: "Draw an edge to it, or remove it." });
      });
  },
};

function reachedFrom(starts: readonly NodeEntry[], { connected }: RuleContext): ReadonlySet<NodeEntry> {
  const outgoing = Map.groupBy(connected, ({ from }) => from);
  const reached = new Set(starts);
  for (const entry of reached) for (const { to } of outgoing.get(entry) ?? []) reached.add(to);
  return reached;
}
