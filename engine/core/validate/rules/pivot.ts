import type { Problem } from "../../problem.ts";
import { nodeLabel, nodeProblem, type NodeEntry, type Rule, type RuleContext } from "../rule.ts";
import { UNDOABLE } from "./compensation-shape.ts";

/** A point of no return is a step that does something and is never taken back, once for the whole run. */
export const pivot: Rule = {
  codes: ["flow/pivot-shape"],
  check: (context) => context.nodes.filter(({ node }) => node.pivot === true).flatMap((entry) => checkPivot(entry, context)),
};

function checkPivot(entry: NodeEntry, { connected, byId }: RuleContext): Problem[] {
  const { node, definition } = entry;
  const wrong = (what: string, fix: string): Problem[] => [
    nodeProblem(
      entry,
      { code: "flow/pivot-shape", message: `${nodeLabel(node)} is marked as the point of no return, ${what}.`, fix },
      "/pivot",
    ),
  ];
  const undo = connected.filter(({ kind }) => kind === "compensation");
  if (definition !== undefined && !UNDOABLE.has(definition.behavior))
    return wrong(`and a node of kind "${node.kind}" does nothing by itself`, "Mark the node that calls out, waits or decides.");
  if (undo.some(({ from }) => from === entry))
    return wrong("and has a compensation", "Remove the mark, or the compensation edge.");
  if (undo.some(({ to }) => to === entry)) return wrong("and undoes another step", "Mark a node of the ordinary way instead.");
  if (isInItem(node.parent, byId))
    return wrong(
      "and runs for each item, so that one item would keep the work of all others from being undone",
      "Move what is done for an item into a flow of its own and call it as a sub-flow.",
    );
  return [];
}

/** Whether something around it takes a turn for each item of a list. */
function isInItem(parent: string | undefined, byId: RuleContext["byId"]): boolean {
  const seen = new Set<string>();
  for (let id = parent; id !== undefined && !seen.has(id); id = byId.get(id)?.node.parent) {
    seen.add(id);
    if (byId.get(id)?.definition?.turns?.items !== undefined) return true;
  }
  return false;
}
