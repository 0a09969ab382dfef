import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { compileFlow } from "../../core/compile/compile-flow.ts";
import { contentHash } from "../../core/flow/canonical-hash.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { FlowLayout } from "../../core/flow/layout.ts";
import { readFlow } from "../../core/flow/read-flow.ts";
import { attachPositions } from "../../core/flow/source-positions.ts";
import { bundleMappings, type FindMappings } from "../../core/mapping/reusable/bundle-mappings.ts";
import { hasErrors, type Problem } from "../../core/problem.ts";
import { certainTypeProblems } from "../../core/validate/check-types.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { listFlowFolders } from "../flow-folder/list-flow-folders.ts";
import { loadFlowFolder } from "../flow-folder/load-flow-folder.ts";
import { readLock, type LockedFlows } from "./lock-file.ts";

/** The flows that lie in a folder, as they should be deployed. */
export interface Repository {
  /** Absolute; the folders of the flows are in it. */
  readonly folder: string;
  readonly flows: readonly RepositoryFlow[];
  readonly locked: LockedFlows;
}

export interface RepositoryFlow {
  readonly flowId: string;
  /** Absolute. */
  readonly folder: string;
  /** Whole by itself: files of expressions are put in. */
  readonly source: string;
  readonly document: FlowDocument;
  readonly layout?: FlowLayout;
  readonly hash: string;
}

export type ReadRepository =
  | { readonly ok: true; readonly repository: Repository }
  | { readonly ok: false; readonly file: string; readonly problems: readonly Problem[] };

/**
 * `path` holds the folders of the flows, or has a folder `flows` that does. Stops at the first flow that has errors. A flow gets
 * the reusable mappings that it uses from `find`, as it will when it goes live, so that its hash is that of what would be live.
 */
export async function readRepository(path: string, find: FindMappings = async () => ({})): Promise<ReadRepository> {
  const folder = flowsFolderOf(resolve(path));
  const flows: RepositoryFlow[] = [];
  for (const place of listFlowFolders(folder)) {
    const read = await readOne(place, find);
    if ("problems" in read) return { ok: false, ...read };
    const same = flows.find(({ flowId }) => flowId === read.flowId);
    if (same) return { ok: false, file: join(place, "flow.yaml"), problems: [idTaken(read.flowId, same.folder)] };
    flows.push(read);
  }
  return { ok: true, repository: { folder, flows, locked: await readLock(folder) } };
}

function flowsFolderOf(path: string): string {
  const inside = join(path, "flows");
  return statSync(inside, { throwIfNoEntry: false })?.isDirectory() ? inside : path;
}

async function readOne(
  place: string,
  find: FindMappings,
): Promise<RepositoryFlow | { file: string; problems: readonly Problem[] }> {
  const loaded = await loadFlowFolder(place);
  if (!loaded.ok) return loaded;
  const { file, source, layout } = loaded.folder;
  const { document: written, problems, positions } = readFlow(source);
  if (!written) return { file, problems };
  const { document, problems: differences } = await bundleMappings(written, nodeDefinitions, find);
  if (differences.length > 0) return { file, problems: attachPositions(differences, positions) };
  const compiled = compileFlow(document, nodeDefinitions);
  if (!compiled.plan || hasErrors(compiled.problems)) return { file, problems: attachPositions(compiled.problems, positions) };
  const misapplied = certainTypeProblems(document, nodeDefinitions);
  if (misapplied.length > 0) return { file, problems: attachPositions(misapplied, positions) };
  const about = { flowId: document.id, folder: dirname(file), source, document, hash: contentHash(document) };
  return { ...about, ...(layout ? { layout } : {}) };
}

const idTaken = (flowId: string, folder: string): Problem => ({
  code: "flow/invalid-value",
  severity: "error",
  message: `The id "${flowId}" is that of the flow in ${folder} as well.`,
  fix: "Give one of them another id: the id is what a deployed flow is known by.",
  path: "/id",
});
