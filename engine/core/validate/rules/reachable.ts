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

function reachedFrom(starts: readonly NodeEntry[], { nodes, connected }: RuleContext): ReadonlySet<NodeEntry> {
  const outgoing = Map.groupBy(connected, ({ from }) => from);
  const reached = new Set(starts);
  const firstInside = firstNodes({ nodes, connected });
  for (const entry of reached) {
    for (const { to } of outgoing.get(entry) ?? []) reached.add(to);
    for (const first of firstInside.get(entry.node.id) ?? []) reached.add(first);
  }
  return reached;
}

/** A container leads to the nodes of its body that nothing else leads to. */
function firstNodes({ nodes, connected }: Pick<RuleContext, "nodes" | "connected">) {
  const hasSource = new Set(connected.map(({ to }) => to));
  return Map.groupBy(
    nodes.filter((entry) => !hasSource.has(entry)),
    ({ node }) => node.parent,
  );
}
