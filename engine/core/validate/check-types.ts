import type { FlowDraft } from "../edit/flow-draft.ts";
import type { TypeProblem } from "../expression/infer/type-problem.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import { listExpressions, type ExpressionSite } from "../expression/template.ts";
import type { FlowDocument } from "../flow/flow-document.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import type { Problem } from "../problem.ts";
import { ScopeModel } from "../scope/scope-at.ts";
import { makeContext, nodeLabel, nodeProblem, type NodeEntry } from "./rule.ts";

/**
 * What wiring and types say against the expressions of a draft: a step or a field that nothing before the node gives, an
 * operand that does not fit. Advice for who draws, and mostly a warning: schemas may say less than the data holds.
 */
export function checkTypes({ document }: Pick<FlowDraft, "document">, definitions: NodeDefinitions): Problem[] {
  const { nodes, byId } = makeContext(document, definitions);
  // What is pinned is one value of many, so it has no say here.
  const model = new ScopeModel({ document, samples: {} }, definitions);
  return nodes.flatMap((entry) => {
    if (entry.definition === undefined || byId.get(entry.node.id) !== entry) return [];
    return listExpressions(entry.config, entry.definition).flatMap((site) => [
      ...laterSteps(entry, site, model)
        .filter(({ id }) => byId.has(id))
        .map(({ problem }) => problem),
      ...typeProblems(entry, site, model),
    ]);
  });
}

/**
 * What types say for certain: the step would fail whatever the data is. Keeps a flow from going live, as the rules do, but no
 * version that is live from running: it may never come to that step.
 */
export function certainTypeProblems(document: FlowDocument, definitions: NodeDefinitions): Problem[] {
  const mayHaveAny = Object.values(document.mappings ?? {}).some(({ input }) => input !== undefined);
  return mayHaveAny ? checkTypes({ document }, definitions).filter(({ severity }) => severity === "error") : [];
}

/** Steps that exist, and have no output yet when the run comes here. Names that do not exist are another rule's business. */
function laterSteps(entry: NodeEntry, site: ExpressionSite, model: ScopeModel): { id: string; problem: Problem }[] {
  const parsed = parseExpression(site.source);
  if (!parsed.ok || parsed.expression.references.length === 0) return [];
  const before = model.stepsBefore(entry.node.id);
  return parsed.expression.references
    .filter((id) => !before.has(id))
    .map((id) => {
      const message = `${nodeLabel(entry.node)}: "${site.path.join(".")}" reads steps.${id}, which has not run when the run comes here.`;
      const fix = `Lead the flow through "${id}" before this node, or read another step.`;
      return { id, problem: warning(entry, site, "unknown-path", message, fix) };
    });
}

function typeProblems(entry: NodeEntry, site: ExpressionSite, model: ScopeModel): Problem[] {
  const problems = model
    .typeProblems(entry.node.id, site.source)
    .filter(({ start }) => !isBehindSteps(site.source, start))
    .map((problem) => toProblem(entry, site, problem));
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

const isBehindSteps = (source: string, start: number): boolean => /\bsteps\s*\.\s*$/.test(source.slice(0, start));

function toProblem(entry: NodeEntry, site: ExpressionSite, problem: TypeProblem): Problem {
  const { code, message, start, end, isCertain } = problem;
  const part = site.source.slice(start, end);
  const shown = part.length > 40 ? `${part.slice(0, 39)}…` : part;
  const said = `${nodeLabel(entry.node)}: "${site.path.join(".")}" at \`${shown}\`: ${message}`;
  if (isCertain) {
    const fix = "Apply the mapping to a value that fits its input schema, or use a version of it that takes this one.";
    return { ...warning(entry, site, "wrong-type", said, fix), severity: "error" };
  }
  if (code === "wrong-type") return warning(entry, site, code, said, "Convert the value, or correct the path to it.");
  return warning(entry, site, "unknown-path", said, "Correct the path, or describe the field in the schema it comes from.");
}

function warning(
  entry: NodeEntry,
  site: ExpressionSite,
  code: "unknown-path" | "wrong-type",
  message: string,
  fix: string,
): Problem {
  return nodeProblem(entry, { code: `expression/${code}`, severity: "warning", message, fix }, `/config${site.pointer}`);
}
