import type { FlowDraft } from "#engine/core/edit/flow-draft.ts";
import { flowNeeds } from "#engine/core/environment/flow-needs.ts";
import { unmetNeeds, type Supplies } from "#engine/core/environment/unmet-needs.ts";
import { evaluateOnSample, type Evaluation, type OnSample } from "#engine/core/expression/evaluate-on-sample.ts";
import type { JsonObject } from "#engine/core/json.ts";
import { openSchemaTree } from "#engine/core/mapping/schema/schema-tree.ts";
import type { MappingTest } from "#engine/core/mapping/test-cases/mapping-test.ts";
import {
  runMappingTests,
  type MappingTestReport,
  type TestedMapping,
} from "#engine/core/mapping/test-cases/run-mapping-tests.ts";
import { testFromRun, type RecordedMapping } from "#engine/core/mapping/test-cases/test-from-run.ts";
import type { Schemas } from "#engine/core/schema/check-schema.ts";
import type { Problem } from "#engine/core/problem.ts";
import { ScopeModel, type ExpressionData, type OutputData, type ScopeSource } from "#engine/core/scope/scope-at.ts";
import { checkDraft, type ProblemWithFixes } from "#engine/core/validate/check-draft.ts";
import { checkTypes } from "#engine/core/validate/check-types.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";

/** What the worker is asked. Everything here is worked out beside the page, so that typing never waits for it. */
export interface AnalysisRequests {
  readonly check: { readonly request: FlowDraft; readonly answer: readonly ProblemWithFixes[] };
  /** What types say against expressions: takes longer in long flows. */
  readonly types: { readonly request: Pick<FlowDraft, "document">; readonly answer: readonly Problem[] };
  /** What the flow names that an environment does not have. */
  readonly needs: { readonly request: FlowInPlace; readonly answer: readonly Problem[] };
  /** Without a node: what expressions of the flow itself see. */
  readonly scope: { readonly request: ScopeSource & { readonly nodeId?: string }; readonly answer: NodeData };
  readonly evaluate: { readonly request: OnSample; readonly answer: Evaluation };
  readonly mappingTests: { readonly request: TestedMapping; readonly answer: MappingTestReport };
  readonly testOfSample: { readonly request: SampledMapping; readonly answer: MappingTest };
}

interface FlowInPlace extends Pick<FlowDraft, "document"> {
  readonly supplies: Supplies;
}

/** A mapping and the sample data it is shown on; the schema is that of the whole scope. */
interface SampledMapping extends Omit<RecordedMapping, "schema"> {
  readonly schema: JsonObject;
  readonly schemas: Schemas;
}

export type { Evaluation, ProblemWithFixes };

export interface NodeData {
  /** What the expressions of the node see. */
  readonly scope: ExpressionData;
  /** What the node gives; absent for the flow. */
  readonly output?: OutputData;
}

export type AnalysisType = keyof AnalysisRequests;

const handlers: { readonly [Type in AnalysisType]: (request: AnalysisRequests[Type]["request"]) => unknown } = {
  check: (draft) => checkDraft(draft, nodeDefinitions),
  types: (draft) => checkTypes(draft, nodeDefinitions),
  needs: ({ document, supplies }) => unmetNeeds(flowNeeds(document, nodeDefinitions), supplies),
  scope: ({ nodeId, ...source }) => nodeData(source, nodeId),
  evaluate: evaluateOnSample,
  mappingTests: (mapping) => runMappingTests(mapping),
  testOfSample: ({ schema, schemas, ...mapping }) => testFromRun({ ...mapping, schema: openSchemaTree(schema, schemas) }),
};

export async function analyze<Type extends AnalysisType>(
  type: Type,
  request: AnalysisRequests[Type]["request"],
): Promise<AnalysisRequests[Type]["answer"]> {
  return (await handlers[type](request)) as AnalysisRequests[Type]["answer"];
}

function nodeData(source: ScopeSource, nodeId: string | undefined): NodeData {
  const model = new ScopeModel(source, nodeDefinitions);
  return nodeId === undefined ? { scope: model.ofFlow() } : { scope: model.at(nodeId), output: model.outputOf(nodeId) };
}
