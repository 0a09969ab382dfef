import type { Problem } from "../../problem.ts";
import { edgeProblem, nodeLabel, type Rule, type RuleContext } from "../rule.ts";

/** A run starts at a trigger and nowhere else. */
export const triggers: Rule = {
  codes: ["flow/no-trigger", "flow/trigger-has-input"],
  check: (context) => [...checkPresence(context), ...checkInputs(context)],
};

function checkPresence({ nodes, definitions, document }: RuleContext): Problem[] {
  const mayHaveOne = nodes.some(
    ({ definition, node }) => definition?.behavior === "trigger" || (!definition && node.kind.startsWith("trigger")),
  );
  if (mayHaveOne) return [];
  const kinds = [...definitions.values()].filter(({ behavior }) => behavior === "trigger").map(({ kind }) => kind);
  const message = `Flow "${document.name}" has no trigger, so nothing can start it.`;
  const fix = `Add a node of kind ${kinds.toSorted().join(" or ")}.`;
  return [{ code: "flow/no-trigger", severity: "error", message, fix, path: "/nodes" }];
}

function checkInputs({ connected }: RuleContext): Problem[] {
  return connected
    .filter(({ kind, to }) => kind !== "compensation" && to.definition?.behavior === "trigger")
    .map((entry) => {
      const message = `${nodeLabel(entry.to.node)} is a trigger, but an edge leads to it from "${entry.edge.from}".`;
      return edgeProblem(
        entry,
        { code: "flow/trigger-has-input", message, fix: "Remove the edge: a trigger only starts runs." },
        "/to",
      );
    });
}
