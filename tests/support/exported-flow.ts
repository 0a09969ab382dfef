import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectFiles } from "#engine/core/export/typescript/project.ts";
import type { FlowDocument } from "#engine/core/flow/flow-document.ts";
import type { Json } from "#engine/export-kit/json.ts";
import type { RunResult } from "#engine/export-kit/run.ts";
import type { World } from "#engine/export-kit/world.ts";
import { nodeDefinitions } from "#engine/nodes/definitions.ts";

export interface ExportedFlow {
  readonly runFlow: (world: World, input: Json, trigger?: string) => Promise<RunResult>;
}

/** Writes the code of a flow below the repository, so that what it imports is found, and loads it. */
export async function loadExported(document: FlowDocument, folder: string): Promise<ExportedFlow> {
  for (const { path, text } of projectFiles(document, nodeDefinitions)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await symlink(join(process.cwd(), "engine/export-kit"), join(folder, "src/support"));
  return (await import(/* @vite-ignore */ pathToFileURL(join(folder, "src/flow.ts")).href)) as ExportedFlow;
}
