import type { NodeBehavior } from "../../node-definition.ts";
import type { Problem } from "../../problem.ts";
import { edgeProblem, nodeLabel, type ConnectedEdge, type Rule, type RuleContext } from "../rule.ts";

/** A compensation is one node that undoes one step; the engine calls it, so nothing else leads to it or from it. */
export const compensationShape: Rule = {
  codes: ["flow/compensation-shape"],
  check: (context) =>
    context.connected.filter(({ kind }) => kind === "compensation").flatMap((entry) => checkEdge(entry, context)),
};

/** What does something that can be undone, and what can undo it. */
export const UNDOABLE: ReadonlySet<NodeBehavior> = new Set(["effect", "pure", "wait", "child"]);
export const UNDOING: ReadonlySet<NodeBehavior> = new Set(["effect", "pure", "child"]);

function checkEdge(entry: ConnectedEdge, context: RuleContext): Problem[] {
  return [...checkSource(entry), ...checkTarget(entry), ...checkWiring(entry, context)];
}

const wrong = (entry: ConnectedEdge, message: string, fix: string): Problem =>
  edgeProblem(entry, { code: "flow/compensation-shape", message, fix });

function checkSource(entry: ConnectedEdge): Problem[] {
  const { node, definition } = entry.from;
  if (definition === undefined || UNDOABLE.has(definition.behavior)) return [];
  const message = `${nodeLabel(node)} is of kind "${node.kind}", which does nothing that could be undone, but has a compensation.`;
  return [wrong(entry, message, "Start the compensation edge from the node whose work it undoes.")];
}

function checkTarget(entry: ConnectedEdge): Problem[] {
  const { node, definition } = entry.to;
  if (definition === undefined || UNDOING.has(definition.behavior)) return [];
  const message = `${nodeLabel(node)} is of kind "${node.kind}", which cannot undo "${entry.edge.from}".`;
  return [wrong(entry, message, "Lead the compensation edge to a node that calls out or maps data.")];
}

function checkWiring(entry: ConnectedEdge, { connected }: RuleContext): Problem[] {
  const target = entry.to;
  const label = nodeLabel(target.node);
  const undoesItself = connected.some(({ from, kind }) => from === target && kind === "compensation");
  const isWired = connected.some(({ from, to, kind }) => kind !== "compensation" && (from === target || to === target));
  return [
    ...(undoesItself
      ? [wrong(entry, `${label} is a compensation and has a compensation of its own.`, "Remove the second one.")]
      : []),
    ...(isWired
      ? [
          wrong(
            entry,
            `${label} is a compensation, but other edges lead to it or from it.`,
            "Remove those edges, or use a node of its own.",
          ),
        ]
      : []),
  ];
}
