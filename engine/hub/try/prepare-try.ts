import type { FlowPlan } from "../../core/compile/flow-plan.ts";
import { planFlow } from "../../core/compile/compile-flow.ts";
import { flowDocumentSchema, type FlowDocument } from "../../core/flow/flow-document.ts";
import { schemaProblems } from "../../core/flow/schema-problems.ts";
import type { NodeDefinitions } from "../../core/node-definition.ts";
import type { Problem, ProblemCode } from "../../core/problem.ts";
import { nodeLabel } from "../../core/validate/rule.ts";
import { validateFlow } from "../../core/validate/validate-flow.ts";
import { validateInput } from "../../core/validate/validate-input.ts";
import { chooseTrigger } from "../../runtime/choose-trigger.ts";
import type { TryProblem, TryRequest, TryScope } from "../../runtime/tries.ts";
import { triedPart, type TriedPart } from "./tried-part.ts";

export type PreparedTry =
  | {
      readonly ok: true;
      readonly part: TriedPart;
      readonly document: FlowDocument;
      readonly plan: FlowPlan;
      readonly trigger: string;
    }
  | { readonly ok: false; readonly problems: readonly TryProblem[] };

/** Cuts out what the request asks for, and compiles it. Only what is wrong with that part keeps it from being tried. */
export function prepareTry(request: TryRequest, definitions: NodeDefinitions): PreparedTry {
  const { document, scope, samples, known = {}, disabled = [] } = request;
  const gone = namedBy(scope).find((nodeId) => !document.nodes.some(({ id }) => id === nodeId));
  if (gone !== undefined) return refuse(unknownNode(gone));
  const trigger = request.trigger ?? chooseTrigger(document);
  const isKnown = (id: string, isBefore: boolean): boolean =>
    disabled.includes(id) || Object.hasOwn(samples, id) || (isBefore && Object.hasOwn(known, id));
  const part = triedPart(document, definitions, scope, trigger, isKnown);
  const inPart = [...shapeProblems(part, document), ...flowProblems(part, scope, document, definitions)];
  const problems = inPart.filter(({ nodeId }) => nodeId === undefined || !disabled.includes(nodeId));
  if (problems.length > 0) return { ok: false, problems };
  if (part.trigger === undefined) return refuse(NO_TRIGGER);
  const refused = part.isWhole ? validateInput(request.input, document) : [];
  if (refused.length > 0) return { ok: false, problems: refused };
  const runnable = part.isWhole ? part.document : withoutTimeout(part.document);
  return { ok: true, part, document: runnable, plan: planFlow(runnable, definitions), trigger: part.trigger };
}

const namedBy = (scope: TryScope): readonly string[] =>
  scope.type === "flow" ? [] : scope.type === "nodes" ? scope.nodeIds : [scope.nodeId];

const refuse = (problem: TryProblem): PreparedTry => ({ ok: false, problems: [problem] });

const unknownNode = (nodeId: string): TryProblem => ({
  message: `There is no node "${nodeId}" in this draft any more.`,
  fix: "Choose another node, or try the whole flow.",
});

const NO_TRIGGER: TryProblem = {
  message: "The flow has no trigger, so nothing can start it.",
  fix: "Add a trigger, or run a single node.",
};

/** Other nodes may be half typed: only the shape of those that are run must be right. */
function shapeProblems(part: TriedPart, document: FlowDocument): readonly Problem[] {
  const { limits: _limits, ...rest } = part.isWhole ? part.document : withoutTimeout(part.document);
  const parsed = flowDocumentSchema.safeParse(rest);
  if (parsed.success) return [];
  const nodeAt = ([key, index]: readonly PropertyKey[]) =>
    key === "nodes" && typeof index === "number" ? part.document.nodes[index] : undefined;
  return schemaProblems(parsed.error.issues, {
    subjectOf: (path) => {
      const node = nodeAt(path);
      return node ? nodeLabel(node) : `Flow "${document.name}"`;
    },
    nodeIdOf: (path) => nodeAt(path)?.id,
    knownKeysAt: () => [],
  });
}

function withoutTimeout({ timeout: _timeout, ...document }: FlowDocument): FlowDocument {
  return document;
}

/** What is wrong with a flow as a whole, and does not keep a piece of it from being run. */
const OF_THE_WHOLE: ReadonlySet<ProblemCode> = new Set([
  "flow/no-trigger",
  "flow/trigger-has-input",
  "flow/unreachable-node",
  "flow/dangling-edge",
  "flow/duplicate-edge",
  "flow/unknown-port",
  "flow/compensation-shape",
  "flow/unknown-savepoint",
]);

/** A part may end before it answers, and a try knows no limits of starts. */
const NEVER: ReadonlySet<ProblemCode> = new Set(["flow/missing-respond", "limits/expression", "limits/conflict"]);

function flowProblems(
  part: TriedPart,
  { type }: TryScope,
  document: FlowDocument,
  definitions: NodeDefinitions,
): readonly Problem[] {
  return validateFlow(document, definitions).filter(({ severity, code, nodeId }) => {
    if (severity !== "error" || NEVER.has(code)) return false;
    if (!part.isWhole && (OF_THE_WHOLE.has(code) || (type === "node" && code === "flow/cycle"))) return false;
    return nodeId === undefined ? part.isWhole : part.nodeIds.has(nodeId);
  });
}
