import { nearestName } from "../../flow/nearest-name.ts";
import type { Problem } from "../../problem.ts";
import { edgeProblem, suggesting, type EdgeEntry, type Rule, type RuleContext } from "../rule.ts";

export const danglingEdge: Rule = {
  codes: ["flow/dangling-edge"],
  check: (context) => context.edges.flatMap((entry) => [...checkEnd(entry, "from", context), ...checkEnd(entry, "to", context)]),
};

function checkEnd(entry: EdgeEntry, end: "from" | "to", { byId }: RuleContext): Problem[] {
  const id = entry.edge[end];
  if (byId.has(id)) return [];
  const verb = end === "from" ? "starts from" : "leads to";
  const nearest = nearestName(id, byId.keys());
  const message = `The edge from "${entry.edge.from}" to "${entry.edge.to}" ${verb} a node "${id}" that does not exist.`;
  const fix =
    nearest === undefined
      ? `Add a node "${id}", or remove the edge.`
      : `Write "${nearest}" instead of "${id}", add a node "${id}", or remove the edge.`;
  return [edgeProblem(entry, { code: "flow/dangling-edge", message, fix, ...suggesting(nearest) }, `/${end}`)];
}
