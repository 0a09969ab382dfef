import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { bpmnOf } from "../../core/export/bpmn.ts";
import type { ExportTarget } from "../../core/export/export-target.ts";
import { mermaidOf } from "../../core/export/mermaid.ts";
import { svgOf } from "../../core/export/svg.ts";
import { frameFiles } from "../../core/export/typescript/frame.ts";
import { projectFiles, type ExportedFile } from "../../core/export/typescript/project.ts";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { FlowLayout } from "../../core/flow/layout.ts";
import { nodeDefinitions } from "../../nodes/definitions.ts";
import { installationRoot } from "../installation.ts";

/** A flow without errors, as text and as what it means. */
export interface ExportedFlow {
  readonly document: FlowDocument;
  readonly source: string;
  readonly layout?: FlowLayout | undefined;
}

/** The files of a flow in another form, sorted by path. The same flow gives the same bytes. */
export async function exportFlow(flow: ExportedFlow, target: ExportTarget): Promise<readonly ExportedFile[]> {
  const { document, layout } = flow;
  switch (target) {
    case "ts":
      return sorted([
        ...authored(flow),
        ...projectFiles(document, nodeDefinitions),
        ...frameFiles(document, nodeDefinitions),
        ...(await supportFiles()),
      ]);
    case "yaml":
      return sorted(authored(flow));
    case "mermaid":
      return [{ path: `${document.id}.mmd`, text: mermaidOf(document, nodeDefinitions) }];
    case "svg":
      return [{ path: `${document.id}.svg`, text: svgOf(document, layout, nodeDefinitions) }];
    case "bpmn":
      return [{ path: `${document.id}.bpmn`, text: bpmnOf(document, layout, nodeDefinitions) }];
  }
}

const sorted = (files: readonly ExportedFile[]): readonly ExportedFile[] => files.toSorted((a, b) => (a.path < b.path ? -1 : 1));

/** The flow as it was drawn: what everything else is made from. */
const authored = ({ source, layout }: ExportedFlow): readonly ExportedFile[] => [
  { path: "flow.yaml", text: source },
  ...(layout ? [{ path: "layout.json", text: `${JSON.stringify(layout, null, 2)}\n` }] : []),
];

const KIT = join(installationRoot, "engine/export-kit");

/** Code that every exported project brings along, as it is. */
async function supportFiles(): Promise<readonly ExportedFile[]> {
  const entries = await readdir(KIT, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"));
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = relative(KIT, join(parentPath, name)).split(sep).join("/");
      return { path: `src/support/${path}`, text: await readFile(join(parentPath, name), "utf8") };
    }),
  );
}
