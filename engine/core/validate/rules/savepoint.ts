import { nearestName } from "../../flow/nearest-name.ts";
import type { Problem } from "../../problem.ts";
import { FlowCourse } from "../flow-course.ts";
import { nodeLabel, nodeProblem, suggesting, type NodeEntry, type Rule, type RuleContext } from "../rule.ts";

/** A compensation goes back to a node of this flow, or undoes one that can be undone; what is undone side by side is there. */
export const savepoint: Rule = {
  codes: ["flow/unknown-savepoint", "flow/nothing-to-undo"],
  check: (context) =>
    context.nodes.flatMap((entry) => [
      ...checkSavepoint(entry, context),
      ...checkUndone(entry, context),
      ...checkSideBySide(entry, context),
    ]),
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
  if (undone.definition === undefined || canBeUndone(undone, connected)) return [];
  const message = `${nodeLabel(entry.node)} undoes "${only}", which has no compensation.`;
  const fix = `Draw a compensation edge from "${only}" to the node that undoes it.`;
  return [nodeProblem(entry, { code: "flow/nothing-to-undo", message, fix }, "/config/only")];
}

/** A sub-flow without a compensation is undone by its own run. */
const canBeUndone = (entry: NodeEntry, connected: RuleContext["connected"]): boolean =>
  entry.definition?.behavior === "child" || connected.some(({ from, kind }) => kind === "compensation" && from === entry);

/** A warning: the number does no harm, but whoever wrote it believes that something is undone. */
function checkSideBySide(entry: NodeEntry, context: RuleContext): Problem[] {
  const atMost = entry.ports === undefined ? undefined : entry.definition?.undoConcurrency?.(entry.config);
  if (atMost === undefined || atMost === 1) return [];
  const course = new FlowCourse(context);
  const inside = context.nodes.filter((each) => course.around(each).includes(entry));
  if (inside.some((each) => canBeUndone(each, context.connected))) return [];
  const message = `${nodeLabel(entry.node)} undoes ${atMost} steps at a time, and nothing inside it has a compensation.`;
  const fix = "Draw a compensation edge from a node inside it to one that undoes it, or remove `undoConcurrency`.";
  const said = { code: "flow/nothing-to-undo", severity: "warning", message, fix } as const;
  return [nodeProblem(entry, said, "/config/undoConcurrency")];
}

function unknown(entry: NodeEntry, name: string, byId: RuleContext["byId"], message: string, path: string): Problem {
  const nearest = nearestName(name, byId.keys());
  const fix = nearest === undefined ? "Name a block or another node of this flow." : `Write "${nearest}" instead of "${name}".`;
  return nodeProblem(entry, { code: "flow/unknown-savepoint", message, fix, ...suggesting(nearest) }, path);
}
