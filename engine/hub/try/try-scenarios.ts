import { compileFlow } from "../../core/compile/compile-flow.ts";
import type { CompiledFlow } from "../../core/compile/flow-plan.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { NodeDefinitions } from "../../core/node-definition.ts";
import type { ScenarioReport, ScenarioStanding } from "../../runtime/tries.ts";
import { runScenario } from "../scenarios/run-scenario.ts";
import { readScenario } from "../scenarios/scenario.ts";

/** What lies in the flow's folder, and the other flows that it may start. */
export interface ScenarioFolder {
  readonly files: readonly { readonly file: string; readonly text: string }[];
  readonly others: readonly CompiledFlow[];
}

/** The process shows pages meanwhile. */
const LIMITS = { steps: 1_000, wallMs: 10_000 } as const;

/** The scenarios over a draft: a flow with errors runs none, as it would not be published. */
export async function tryScenarios(
  document: FlowDocument,
  folder: ScenarioFolder | undefined,
  definitions: NodeDefinitions,
): Promise<ScenarioReport> {
  if (!folder || folder.files.length === 0) return { state: "none" };
  const { plan, problems } = compileFlow(document, definitions);
  if (!plan) return { state: "refused", problems: problems.filter(({ severity }) => severity === "error") };
  const results: ScenarioStanding[] = [];
  for (const { file, text } of folder.files)
    results.push({ file, ...(await standingOf({ document, plan }, text, folder.others)) });
  return { state: "ran", results };
}

async function standingOf(
  flow: CompiledFlow,
  text: string,
  others: readonly CompiledFlow[],
): Promise<Omit<ScenarioStanding, "file">> {
  const read = readScenario(text);
  if (!read.ok) return { name: "Cannot be read", passed: false, mismatches: read.messages };
  const { name } = read.scenario;
  try {
    const { passed, mismatches } = await runScenario(flow, read.scenario, others, LIMITS);
    return { name, passed, mismatches };
  } catch (error) {
    return { name, passed: false, mismatches: [error instanceof Error ? error.message : String(error)] };
  }
}
