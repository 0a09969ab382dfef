import { parseExpression } from "../../expression/parse-expression.ts";
import { listExpressions, type ExpressionSite } from "../../expression/template.ts";
import { nearestName } from "../../flow/nearest-name.ts";
import type { Problem } from "../../problem.ts";
import { nodeLabel, nodeProblem, suggesting, type NodeEntry, type Rule, type RuleContext } from "../rule.ts";

/** `steps.<id>` names a node of the flow: a wrong id would silently give nothing. */
export const stepReference: Rule = {
  codes: ["flow/unknown-step-reference"],
  check: (context) =>
    context.nodes.flatMap((entry) => {
      const sites = entry.definition === undefined ? [] : listExpressions(entry.config, entry.definition);
      return sites.flatMap((site) => checkSite(entry, site, context));
    }),
};

function checkSite(entry: NodeEntry, site: ExpressionSite, { byId }: RuleContext): Problem[] {
  const parsed = parseExpression(site.source);
  if (!parsed.ok) return [];
  return parsed.expression.references
    .filter((id) => !byId.has(id))
    .map((id) => {
      const nearest = nearestName(id, byId.keys());
      const message = `${nodeLabel(entry.node)}: "${site.path.join(".")}" reads steps.${id}, but there is no node "${id}".`;
      const fix = nearest === undefined ? "Use the id of a node of this flow." : `Write steps.${nearest} instead of steps.${id}.`;
      return nodeProblem(
        entry,
        { code: "flow/unknown-step-reference", message, fix, ...suggesting(nearest) },
        `/config${site.pointer}`,
      );
    });
}
