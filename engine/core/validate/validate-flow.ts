import type { FlowDocument } from "../flow/flow-document.ts";
import type { NodeDefinitions } from "../node-definition.ts";
import type { Problem } from "../problem.ts";
import { makeContext, type Rule } from "./rule.ts";
import { body } from "./rules/body.ts";
import { callerAnswer } from "./rules/caller-answer.ts";
import { compensationShape } from "./rules/compensation-shape.ts";
import { danglingEdge } from "./rules/dangling-edge.ts";
import { duplicateEdge } from "./rules/duplicate-edge.ts";
import { duplicateNode } from "./rules/duplicate-node.ts";
import { effectWithoutUndo } from "./rules/effect-without-undo.ts";
import { expressionSyntax } from "./rules/expression-syntax.ts";
import { heartbeat } from "./rules/heartbeat.ts";
import { jsonSchemas } from "./rules/json-schemas.ts";
import { mappingTests } from "./rules/mapping-tests.ts";
import { joinBranches } from "./rules/join-branches.ts";
import { knownKind } from "./rules/known-kind.ts";
import { knownPort } from "./rules/known-port.ts";
import { limits } from "./rules/limits.ts";
import { noCycle } from "./rules/no-cycle.ts";
import { nodeConfig } from "./rules/node-config.ts";
import { parallelMerge } from "./rules/parallel-merge.ts";
import { pivot } from "./rules/pivot.ts";
import { placeholder } from "./rules/placeholder.ts";
import { reachable } from "./rules/reachable.ts";
import { reusableMappings } from "./rules/reusable-mappings.ts";
import { savepoint } from "./rules/savepoint.ts";
import { searchFields } from "./rules/search-fields.ts";
import { stepReference } from "./rules/step-reference.ts";
import { triggers } from "./rules/triggers.ts";
import { value } from "./rules/value.ts";

/** In the order a person would mend them: names first, then wiring, then contents. */
export const rules: readonly Rule[] = [
  duplicateNode,
  knownKind,
  placeholder,
  nodeConfig,
  danglingEdge,
  duplicateEdge,
  knownPort,
  triggers,
  noCycle,
  reachable,
  parallelMerge,
  joinBranches,
  compensationShape,
  pivot,
  effectWithoutUndo,
  heartbeat,
  body,
  savepoint,
  callerAnswer,
  jsonSchemas,
  mappingTests,
  limits,
  value,
  searchFields,
  expressionSyntax,
  reusableMappings,
  stepReference,
];

/**
 * Everything that is wrong with a flow document of valid shape. Problems of severity `error` keep it from being deployed
 * or run; warnings do not. Positions in the text are added by `attachPositions`.
 */
export function validateFlow(document: FlowDocument, definitions: NodeDefinitions): Problem[] {
  const context = makeContext(document, definitions);
  return rules.flatMap((rule) => rule.check(context));
}
