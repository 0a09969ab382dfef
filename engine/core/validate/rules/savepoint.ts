import { nearestName } from "../../flow/nearest-name.ts";
import type { Problem } from "../../problem.ts";
import { nodeLabel, nodeProblem, suggesting, type NodeEntry, type Rule, type RuleContext } from "../rule.ts";

/** A compensation goes back to a node of this flow, or undoes one that can be undone. */
export const savepoint: Rule = {
  codes: ["flow/unknown-savepoint", "flow/nothing-to-undo"],
  check: (context) => context.nodes.flatMap((entry) => [...checkSavepoint(entry, context), ...checkUndone(entry, context)]),
};

function checkSavepoint(entry: NodeEntry, { byId }: RuleContext): Problem[] {
  const to = entry.ports === undefined ? undefined : entry.definition?.savepoint?.(entry.config);
  if (to === undefined || byId.has(to)) return [];
  const message = `${nodeLabel(entry.node)} goes back to "${to}", and there is no such node.`;
  return [unknown(entry, to, byId, message, "/config/to")];
}

function checkUndone(entry: NodeEntry, { byId, connected }: RuleContext): Problem[] {
  const only = entry.ports === undefined ? undefined : entry.definition?.undoneNode?.(entry.config);
  if (only === undefined) return [];
  const undone = byId.get(only);
  if (undone === undefined)
    return [unknown(entry, only, byId, `${nodeLabel(entry.node)} undoes "${only}", and there is no such node.`, "/config/only")];
  const isUndone = connected.some(({ from, kind }) => kind === "compensation" && from === undone);
  if (isUndone || undone.definition === undefined || undone.definition.behavior === "child") return [];
  const message = `${nodeLabel(entry.node)} undoes "${only}", which has no compensation.`;
  const fix = `Draw a compensation edge from "${only}" to the node that undoes it.`;
  return [nodeProblem(entry, { code: "flow/nothing-to-undo", message, fix }, "/config/only")];
}

function unknown(entry: NodeEntry, name: string, byId: RuleContext["byId"], message: string, path: string): Problem {
  const nearest = nearestName(name, byId.keys());
  const fix = nearest === undefined ? "Name a block or another node of this flow." : `Write "${nearest}" instead of "${name}".`;
  return nodeProblem(entry, { code: "flow/unknown-savepoint", message, fix, ...suggesting(nearest) }, path);
}
