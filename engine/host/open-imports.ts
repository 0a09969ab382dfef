import { importFormatNames, layoutWithNotes } from "../core/import/import-notes.ts";
import type { Drafts } from "../runtime/drafts.ts";
import type { Imports, ReadImport } from "../runtime/imports.ts";
import { processImport } from "./process-import.ts";

export function openImports(drafts: Pick<Drafts, "create" | "freeId">): Imports {
  const read = ({ orgId, text, fileName }: ReadImport) =>
    processImport({ text, ...(fileName === undefined ? {} : { fileName }) }, orgId);
  return {
    read: async (request) => {
      const result = await read(request);
      return result.ok ? { ...result, freeId: await drafts.freeId(request.orgId, result.document.id) } : result;
    },
    create: async (request) => {
      const { orgId, flowId, name, by } = request;
      const result = await read(request);
      if (!result.ok) return result;
      const layout = layoutWithNotes(result, new Date().toISOString());
      const content = { label: `Import from ${importFormatNames[result.format]}`, document: result.document, layout };
      return drafts.create({ orgId, flowId, name, by, content });
    },
  };
}
