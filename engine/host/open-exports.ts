import { compileFlow } from "../core/compile/compile-flow.ts";
import type { FlowDocument } from "../core/flow/flow-document.ts";
import type { FlowLayout } from "../core/flow/layout.ts";
import { readFlow } from "../core/flow/read-flow.ts";
import { updateFlowText, writeFlow } from "../core/flow/write-flow.ts";
import { bundleMappings } from "../core/mapping/reusable/bundle-mappings.ts";
import { projectProblems } from "../core/export/typescript/engine-only.ts";
import { hasErrors, type Problem } from "../core/problem.ts";
import { nodeDefinitions } from "../nodes/definitions.ts";
import type { Engine } from "../runtime/engine.ts";
import type { MappingLibrary } from "../runtime/mapping-library.ts";
import type { ExportRequest, Exports } from "../runtime/exports.ts";
import { processExport } from "./process-export.ts";

interface Found {
  readonly document: FlowDocument;
  readonly layout: FlowLayout | undefined;
  readonly source: string;
  readonly version?: number;
}

/** Exports of stored flows. A version was checked when it was published; a draft is checked here. */
export function openExports(engine: Pick<Engine, "flows" | "drafts">, library: Pick<MappingLibrary, "find">): Exports {
  return {
    take: async (request) => {
      const found = await find(engine, library, request);
      if (typeof found === "string") return { ok: false, reason: found };
      const { version, ...flow } = found;
      const drafted = version === undefined && request.to !== "yaml" ? errorsOf(flow.source) : [];
      const problems = request.to === "ts" ? [...drafted, ...projectProblems(flow.document)] : drafted;
      if (problems.length > 0) return { ok: false, reason: "problems", problems };
      const files = await processExport(flow, request.to);
      return { ok: true, files, ...(version === undefined ? {} : { version }) };
    },
  };
}

function errorsOf(source: string): readonly Problem[] {
  const { document, problems } = readFlow(source);
  const all = document ? [...problems, ...compileFlow(document, nodeDefinitions).problems] : problems;
  return hasErrors(all) ? all.filter(({ severity }) => severity === "error") : [];
}

async function find(
  { flows, drafts }: Pick<Engine, "flows" | "drafts">,
  library: Pick<MappingLibrary, "find">,
  { orgId, flowId, from }: ExportRequest,
): Promise<Found | "unknownFlow" | "unpublished"> {
  const [live, opened] = await Promise.all([flows.get(orgId, flowId), drafts.open(orgId, flowId)]);
  if (!opened) return "unknownFlow";
  if (from === "draft") {
    const { layout } = opened.draft;
    const { document } = await bundleMappings(opened.draft.document, nodeDefinitions, (keys) => library.find(orgId, keys));
    return { document, layout, source: live ? updateFlowText(live.source, document) : writeFlow(document) };
  }
  if (!live) return "unpublished";
  const { document, layout, source, version } = live;
  return { document, layout, source, version };
}
