import type { Problem } from "../../problem.ts";
import { edgeProblem, nodeLabel, nodeProblem, type ConnectedEdge, type NodeEntry, type Rule, type RuleContext } from "../rule.ts";

/**
 * The body of a container is a flow of its own: its nodes name the container as their `parent`, edges stay inside, and a
 * run does not start or stop there by itself.
 */
export const body: Rule = {
  codes: ["flow/body"],
  check: (context) => [
    ...context.nodes.flatMap((entry) => [...checkParent(entry, context), ...checkContainer(entry, context)]),
    ...context.connected.flatMap(checkEdge),
  ],
};

const wrong = (entry: NodeEntry, message: string, fix: string, pointer = ""): Problem =>
  nodeProblem(entry, { code: "flow/body", message, fix }, pointer);

function checkParent(entry: NodeEntry, context: RuleContext): Problem[] {
  const { node, definition } = entry;
  if (node.parent === undefined) return [];
  const parent = context.byId.get(node.parent);
  const label = nodeLabel(node);
  if (!parent) {
    return [
      wrong(entry, `${label} belongs to "${node.parent}", which does not exist.`, "Name a container of this flow.", "/parent"),
    ];
  }
  if (parent.definition !== undefined && parent.definition.behavior !== "container") {
    const message = `${label} belongs to "${node.parent}", which is of kind "${parent.node.kind}" and has no body.`;
    return [wrong(entry, message, "Name a forEach, a loop or a block.", "/parent")];
  }
  if (isInItself(entry, context)) {
    return [wrong(entry, `${label} is inside of itself.`, "Let one of the containers belong to the flow.", "/parent")];
  }
  if (definition?.behavior !== "trigger") return [];
  return [
    wrong(entry, `${label} is a trigger inside of "${node.parent}".`, "Move it out: a run starts in the flow itself.", "/parent"),
  ];
}

function isInItself({ node }: NodeEntry, { byId }: RuleContext): boolean {
  const seen = new Set<string>();
  for (let at = node.parent; at !== undefined && !seen.has(at); at = byId.get(at)?.node.parent) {
    if (at === node.id) return true;
    seen.add(at);
  }
  return false;
}

function checkContainer(entry: NodeEntry, { nodes }: RuleContext): Problem[] {
  if (entry.definition?.behavior !== "container" || nodes.some(({ node }) => node.parent === entry.node.id)) return [];
  const fix = `Give at least one node the parent "${entry.node.id}", or remove the container.`;
  return [wrong(entry, `${nodeLabel(entry.node)} has nothing inside.`, fix)];
}

function checkEdge(entry: ConnectedEdge): Problem[] {
  const { from, to, edge } = entry;
  if (from.node.parent === to.node.parent) return [];
  const message = `The edge from "${edge.from}" to "${edge.to}" crosses the border of a container.`;
  const fix = "Lead it to the container itself, or give both nodes the same parent.";
  return [edgeProblem(entry, { code: "flow/body", message, fix })];
}
