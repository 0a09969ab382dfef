import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { contentHash } from "#engine/core/flow/canonical-hash.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import { readFlow } from "#engine/core/flow/read-flow.ts";
import { exportFlow } from "#engine/hub/export/export-flow.ts";
import { loadFlowFolder } from "#engine/hub/flow-folder/load-flow-folder.ts";
import { readScenario, type Scenario } from "#engine/hub/scenarios/scenario.ts";
import { complaint, runCommand } from "./run-command.ts";

/** An example flow as a project of its own, which may stand anywhere. */
export interface ExampleProject {
  readonly name: string;
  readonly folder: string;
  readonly source: string;
  readonly document: FlowDocument;
  readonly scenarios: readonly Scenario[];
}

export async function writeProject(flowFolder: string, target: string): Promise<ExampleProject> {
  const loaded = await loadFlowFolder(flowFolder);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { source, layout, scenarioFiles } = loaded.folder;
  const document = readFlow(source).document!;
  const name = basename(flowFolder);
  const folder = join(target, name);
  for (const { path, text } of await exportFlow({ document, source, layout }, "ts")) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const read = await Promise.all(scenarioFiles.map(async (file) => readScenario(await readFile(file, "utf8"))));
  const scenarios = read.flatMap((result) => (result.ok ? [result.scenario] : []));
  return { name, folder, source, document, scenarios };
}

/** A command that must end well. */
export async function mustRun(folder: string, command: string, ...args: readonly string[]): Promise<void> {
  const end = await runCommand(command, args, { cwd: folder });
  if (end.code !== 0) throw new Error(`${command} ${args.join(" ")}: ${complaint(end)}`);
}

/** The content hash of what `omnilink import` makes of the project. */
export async function hashReadBack({ folder }: ExampleProject): Promise<string> {
  const omnilink = join(import.meta.dirname, "../../engine/cli/omnilink.mjs");
  const target = `${folder}-read-back`;
  await mustRun(folder, process.execPath, omnilink, "import", ".", "--out", target);
  return contentHash(readFlow(await readFile(join(target, "flow.yaml"), "utf8")).document!);
}
