import { statSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { DOCUMENT_LIMITS } from "../../core/flow/flow-document.ts";
import { layoutSchema, type FlowLayout } from "../../core/flow/layout.ts";
import { hasErrors, type Problem } from "../../core/problem.ts";
import { inlineExpressionFiles } from "./inline-expression-files.ts";

/** A flow as it lies on disk: `flow.yaml`, `layout.json`, `scenarios/*.yaml` and `mappings/*.jsonata`. */
export interface FlowFolder {
  /** Absolute path of `flow.yaml`; what positions in problems refer to. */
  readonly file: string;
  /** Text of the document with `expression: { file }` inlined; lines are where they are in the file. */
  readonly source: string;
  readonly layout?: FlowLayout;
  /** Absolute paths, sorted. */
  readonly scenarioFiles: readonly string[];
}

export type LoadedFolder =
  | { readonly ok: true; readonly folder: FlowFolder; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly file: string; readonly problems: readonly Problem[] };

/** `path` is a flow's folder or its `flow.yaml`. Problems that only concern the layout do not keep the flow from loading. */
export async function loadFlowFolder(path: string): Promise<LoadedFolder> {
  const file = flowFile(path);
  const text = await readDocument(file);
  if (typeof text !== "string") return { ok: false, file, problems: [text] };
  const inlined = inlineExpressionFiles(text, join(dirname(file), "mappings"));
  if (hasErrors(inlined.problems)) return { ok: false, file, problems: inlined.problems };
  const { layout, problems } = await readLayout(join(dirname(file), "layout.json"));
  const scenarioFiles = await listScenarios(join(dirname(file), "scenarios"));
  return { ok: true, folder: { file, source: inlined.source, ...(layout && { layout }), scenarioFiles }, problems };
}

function flowFile(path: string): string {
  const absolute = resolve(path);
  return statSync(absolute, { throwIfNoEntry: false })?.isDirectory() ? join(absolute, "flow.yaml") : absolute;
}

async function readDocument(file: string): Promise<string | Problem> {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    const fix = "Name a folder that holds a flow.yaml, a flow.yaml itself, or the id of a deployed flow.";
    return problem("flow/unreadable", "error", `There is no file ${file}.`, fix);
  }
  if (stats.size > DOCUMENT_LIMITS.bytes) {
    const message = `The flow document has ${stats.size} bytes; the limit is ${DOCUMENT_LIMITS.bytes}.`;
    return problem("flow/too-large", "error", message, "Split the flow, or move sample data out of it.");
  }
  const text = await readText(file);
  return text ?? problem("flow/unreadable", "error", `${file} is not UTF-8 text.`, "Save it as UTF-8.");
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A layout that cannot be read costs positions, not the flow: the canvas lays the boxes out anew. */
async function readLayout(file: string): Promise<{ layout?: FlowLayout; problems: readonly Problem[] }> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return { problems: [] };
  const parsed = layoutSchema.safeParse(parseJson(await readFile(file, "utf8")));
  if (parsed.success) return { layout: parsed.data, problems: [] };
  const message = `${basename(file)} is not a layout, so the boxes are placed automatically.`;
  const fix = 'Give it the shape { "positions": { "<node id>": { "x": 0, "y": 0 } } }, or delete it.';
  return { problems: [problem("flow/invalid-value", "warning", message, fix)] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function listScenarios(folder: string): Promise<readonly string[]> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const names = await readdir(folder);
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function problem(code: Problem["code"], severity: Problem["severity"], message: string, fix: string): Problem {
  return { code, severity, message, fix, path: "" };
}
