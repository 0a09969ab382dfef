import { parseExpression, type ParseFailure } from "../../expression/parse-expression.ts";
import { listExpressions, type ExpressionSite } from "../../expression/template.ts";
import type { Problem, ProblemCode } from "../../problem.ts";
import { nodeLabel, nodeProblem, type NodeEntry, type Rule } from "../rule.ts";

/** Every expression of a config can be parsed and may be evaluated. */
export const expressionSyntax: Rule = {
  codes: ["expression/syntax", "expression/forbidden-function", "expression/too-long", "expression/mapping-use"],
  check: ({ nodes }) => nodes.flatMap(checkNode),
};

function checkNode(entry: NodeEntry): Problem[] {
  if (entry.definition === undefined) return [];
  return listExpressions(entry.config, entry.definition).flatMap((site) => {
    const parsed = parseExpression(site.source);
    return parsed.ok ? [] : [toProblem(entry, site, parsed)];
  });
}

const FIXES: Partial<Record<ProblemCode, string>> = {
  "expression/syntax": "Correct the expression at this place.",
  "expression/forbidden-function": "Write the expression itself where its text was to be evaluated.",
  "expression/mapping-use": 'Write $useMapping("name@version", value) with the name and version as a text.',
  "expression/too-long": "Split it over several map nodes.",
};

function toProblem(entry: NodeEntry, site: ExpressionSite, failure: ParseFailure): Problem {
  const field = site.path.join(".");
  const place =
    failure.code === "expression/syntax" ? ` (at character ${failure.position + 1} of \`${excerpt(site.source)}\`)` : "";
  const message = `${nodeLabel(entry.node)}: "${field}" is not a usable expression: ${failure.message.replace(/\.$/, "")}${place}.`;
  return nodeProblem(entry, { code: failure.code, message, fix: FIXES[failure.code]! }, `/config${site.pointer}`);
}

const excerpt = (source: string): string => (source.length > 60 ? `${source.slice(0, 57)}...` : source).replaceAll("\n", " ");
