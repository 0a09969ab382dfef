import type { ExportTarget } from "#engine/core/export/export-target.ts";
import type { ApiOutputs } from "../api/trpc.tsx";
import type { CodeEditorOptions } from "../monaco/use-code-editor.ts";

export type ExportedFile = Extract<ApiOutputs["flows"]["exportCode"], { readonly ok: true }>["files"][number];

export interface FileFolder {
  /** With `/` between folders; empty for the files at the top. */
  readonly folder: string;
  readonly files: readonly ExportedFile[];
}

/** Files by folder: what was made of this flow first, what every project brings along last. */
export function foldersOf(files: readonly ExportedFile[]): readonly FileFolder[] {
  const byFolder = Map.groupBy(files, ({ path }) => path.slice(0, Math.max(0, path.lastIndexOf("/"))));
  return [...byFolder]
    .map(([folder, members]) => ({ folder, files: members }))
    .sort((a, b) => rankOf(a.folder) - rankOf(b.folder) || (a.folder < b.folder ? -1 : 1));
}

const rankOf = (folder: string): number => (folder.startsWith("src/support") ? 2 : folder === "" ? 1 : 0);

/** What a person wants to see first: how the steps follow each other, else the only file. */
export const firstShown = (files: readonly ExportedFile[]): ExportedFile | undefined =>
  files.find(({ path }) => path === "src/machine.ts") ?? files[0];

export const fileNameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const LANGUAGES: Readonly<Record<string, CodeEditorOptions["language"]>> = {
  ts: "typescript",
  json: "json",
  jsonata: "jsonata",
  yaml: "yaml",
  md: "markdown",
  svg: "xml",
  bpmn: "xml",
};

export const languageOf = (path: string): CodeEditorOptions["language"] =>
  LANGUAGES[path.slice(path.lastIndexOf(".") + 1)] ?? "plaintext";

/** The command that writes the same files, for a folder of flows in a repository. */
export const commandFor = (flowId: string, to: ExportTarget): string =>
  `npx omnilink export flows/${flowId} --to ${to} --out ${flowId}-${to}`;
