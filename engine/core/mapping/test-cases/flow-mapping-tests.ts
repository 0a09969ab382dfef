import type { MappingBundle } from "../../expression/mappings/mapping-bundle.ts";
import type { FlowDocument, FlowNode } from "../../flow/flow-document.ts";
import { isJsonObject, type JsonValue } from "../../json.ts";
import type { Problem } from "../../problem.ts";
import type { Schemas } from "../../schema/check-schema.ts";
import { nodeLabel } from "../../validate/rule.ts";
import type { Contract } from "../contract.ts";
import { mismatchPolicies, type MismatchPolicy } from "../mismatch-policy.ts";
import { hasMapping } from "./has-mapping.ts";
import { runMappingTests, type EvaluateMapping, type MappingTestReport, type TestedMapping } from "./run-mapping-tests.ts";

export interface NodeTestReport {
  readonly node: FlowNode;
  /** Place in `document.nodes`. */
  readonly index: number;
  readonly report: MappingTestReport;
}

/** Runs the test cases of all mappings of a flow, one after the other. */
export async function runFlowMappingTests(document: FlowDocument, evaluate?: EvaluateMapping): Promise<NodeTestReport[]> {
  const reports: NodeTestReport[] = [];
  for (const [index, node] of document.nodes.entries()) {
    const mapping = testedMapping(node, document.schemas ?? {}, document.mappings);
    if (mapping !== undefined && mapping.tests.length > 0) {
      reports.push({ node, index, report: await runMappingTests(mapping, evaluate) });
    }
  }
  return reports;
}

/** One problem per test that does not pass: what keeps a flow from being published. */
export async function mappingTestProblems(document: FlowDocument): Promise<Problem[]> {
  return (await runFlowMappingTests(document)).flatMap(problemsOf);
}

/** The mapping of a node with its contracts and tests; undefined for a node that is none. */
export function testedMapping(
  node: Pick<FlowNode, "config" | "tests">,
  schemas: Schemas,
  mappings?: MappingBundle,
): TestedMapping | undefined {
  if (!hasMapping(node)) return undefined;
  const { expression, source, target } = node.config;
  const [read, made] = [contractOf(source), contractOf(target)];
  const of = isJsonObject(source) && typeof source["of"] === "string" ? source["of"] : "input";
  return {
    expression,
    tests: node.tests ?? [],
    schemas,
    ...(mappings === undefined ? {} : { mappings }),
    ...(read === undefined ? {} : { source: { ...read, of } }),
    ...(made === undefined ? {} : { target: made }),
  };
}

function contractOf(value: JsonValue | undefined): Contract | undefined {
  if (!isJsonObject(value) || !isJsonObject(value["schema"])) return undefined;
  const { schema, onMismatch = "reject" } = value;
  return isPolicy(onMismatch) ? { schema, onMismatch } : undefined;
}

const isPolicy = (value: unknown): value is MismatchPolicy => mismatchPolicies.some((known) => known === value);

function problemsOf({ node, index, report }: NodeTestReport): Problem[] {
  return report.results.flatMap(({ name, passed, differences: [first, ...more] }, test) => {
    if (passed || first === undefined) return [];
    const others = more.length === 0 ? "" : ` and ${more.length} more`;
    return {
      code: "mapping/test-failed",
      severity: "error",
      message: `${nodeLabel(node)}: test "${name}" does not pass: ${first.path || "the value"} ${first.message}${others}.`,
      fix: "Mend the mapping, or what the test expects.",
      path: `/nodes/${index}/tests/${test}`,
      nodeId: node.id,
    };
  });
}
