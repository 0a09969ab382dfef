import { existsSync } from "node:fs";
import { basename, extname } from "node:path";
import { compileFlow } from "../core/compile/compile-flow.ts";
import type { FlowPlan } from "../core/compile/flow-plan.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import { readFlow } from "../core/flow/read-flow.ts";
import { attachPositions } from "../core/flow/source-positions.ts";
import { bundleMappings, type FindMappings } from "../core/mapping/reusable/bundle-mappings.ts";
import { hasErrors, type Problem } from "../core/problem.ts";
import { certainTypeProblems } from "../core/validate/check-types.ts";
import { loadFlowFolder, type FlowFolder } from "../hub/flow-folder/load-flow-folder.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import { ProblemStop } from "./command-stop.ts";
import { TraceView, type NodeLabels } from "./trace-view.ts";

/** A flow on disk that has no errors. */
export interface ReadyFlow {
  readonly folder: FlowFolder;
  readonly document: FlowDocument;
  readonly plan: FlowPlan;
  /** Warnings. */
  readonly problems: readonly Problem[];
}

/** Whether FLOW names something on disk; otherwise it is the id of a deployed flow. */
export function isFlowPath(flow: string): boolean {
  return existsSync(flow) || /[/\\.]/.test(flow) || extname(basename(flow)) !== "";
}

/**
 * Reads, validates and compiles; throws `ProblemStop` with everything that is wrong. Reusable mappings that the flow does not
 * bring along are looked up with `find`; without it there are none.
 */
export async function readyFlow(path: string, find: FindMappings = async () => ({})): Promise<ReadyFlow> {
  const loaded = await loadFlowFolder(path);
  if (!loaded.ok) throw new ProblemStop(loaded.problems, loaded.file);
  const { folder } = loaded;
  const read = readFlow(folder.source);
  if (!read.document) throw new ProblemStop(read.problems, folder.file);
  const { document, problems: differences } = await bundleMappings(read.document, nodeDefinitions, find);
  const compiled = compileFlow(document, nodeDefinitions);
  const misapplied = compiled.plan ? certainTypeProblems(document, nodeDefinitions) : [];
  const found = [...read.problems, ...differences, ...compiled.problems, ...misapplied];
  const problems = [...loaded.problems, ...attachPositions(found, read.positions)];
  if (!compiled.plan || hasErrors(problems)) throw new ProblemStop(problems, folder.file);
  return { folder, document, plan: compiled.plan, problems };
}

/** Shows runs of this document. */
export function traceView(document: FlowDocument): TraceView {
  const definitions = new Map(document.nodes.map(({ id, kind }) => [id, nodeDefinitions.get(kind)]));
  return new TraceView(nodeLabels(document), (nodeId, output) => definitions.get(nodeId)?.remark?.(output));
}

export const nodeLabels = (document: FlowDocument): NodeLabels =>
  new Map(document.nodes.map((node) => [node.id, node.name ?? node.id]));
