import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { compileFlow } from "../core/compile/compile-flow.ts";
import type { CompiledFlow } from "../core/compile/flow-plan.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import { readFlow } from "../core/flow/read-flow.ts";
import { listFlowFolders } from "../hub/flow-folder/list-flow-folders.ts";
import { loadFlowFolder } from "../hub/flow-folder/load-flow-folder.ts";
import { tryScenarios, type ScenarioFolder } from "../hub/try/try-scenarios.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import type { ScenarioReport } from "../runtime/tries.ts";
import { flowsFolder } from "./installation.ts";

/** The scenarios that lie beside a flow in this installation, over a draft of it. */
export const runInstalledScenarios = async (document: FlowDocument): Promise<ScenarioReport> =>
  tryScenarios(document, await scenariosOf(document.id), nodeDefinitions);

/** Folders that cannot be read are of no matter. */
async function scenariosOf(flowId: string): Promise<ScenarioFolder | undefined> {
  let files: readonly string[] | undefined;
  const others: CompiledFlow[] = [];
  for (const path of listFlowFolders(flowsFolder)) {
    const loaded = await loadFlowFolder(path);
    const document = loaded.ok ? readFlow(loaded.folder.source).document : undefined;
    if (!loaded.ok || !document) continue;
    const { plan } = compileFlow(document, nodeDefinitions);
    if (document.id === flowId) files = loaded.folder.scenarioFiles;
    else if (plan) others.push({ document, plan });
  }
  if (!files) return undefined;
  const read = files.map(async (file) => ({ file: basename(file), text: await readFile(file, "utf8") }));
  return { files: await Promise.all(read), others };
}
