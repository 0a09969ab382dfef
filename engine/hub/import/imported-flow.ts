import { parse } from "yaml";
import { DOCUMENT_LIMITS } from "../../core/flow/flow-document.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { ProblemCode } from "../../core/problem.ts";
import { importAsl } from "./asl/import-asl.ts";
import { countElements, importBpmn, readBpmn } from "./bpmn/import-bpmn.ts";
import { importOws } from "./ows/import-ows.ts";
import { importN8n } from "./n8n/import-n8n.ts";
import type { ImportResult } from "./imported-element.ts";

const MAX_DEPTH = 64;

/**
 * A flow made from the text of another tool's file, whose format is told from its content: Amazon States Language,
 * n8n, BPMN 2.0 or the Open Workflow Specification. Nothing of the file is run, its credentials become names of connections that are bound to nothing, and what has
 * no counterpart is a placeholder that keeps the flow from going live.
 */
export async function importFlow(text: string, fileName?: string): Promise<ImportResult> {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > DOCUMENT_LIMITS.bytes)
    return refused(
      "flow/too-large",
      `The file has ${bytes} bytes; the limit is ${DOCUMENT_LIMITS.bytes}.`,
      "Split what it holds.",
    );
  const name = nameOf(fileName);
  if (/^[\s\ufeff]*</.test(text)) return fromXml(text, name);
  const read = readJson(text) ?? readYaml(text);
  if (read instanceof Error)
    return refused(
      "flow/unreadable",
      `The file is no readable YAML: ${read.message.split("\n")[0]!.slice(0, 300)}`,
      "Mend it at that place.",
    );
  if (!isJsonObject(read)) return unknownFormat();
  if (depthOf(read) > MAX_DEPTH)
    return refused("flow/too-large", `The file is nested deeper than ${MAX_DEPTH} levels.`, "Make the nesting flatter.");
  return fromJson(read, name);
}

async function fromXml(text: string, name: string): Promise<ImportResult> {
  const definitions = await readBpmn(text);
  return definitions === undefined ? unknownFormat() : (limited(countElements(definitions)) ?? importBpmn(definitions, name));
}

function fromJson(value: JsonObject, name: string): ImportResult {
  if (typeof value["StartAt"] === "string" && isJsonObject(value["States"]))
    return limited(countStates(value)) ?? importAsl(value, name);
  if (Array.isArray(value["nodes"]) && isJsonObject(value["connections"]))
    return limited(value["nodes"].length) ?? importN8n(value, name);
  const { document } = value;
  if (isJsonObject(document) && typeof document["dsl"] === "string" && Array.isArray(value["do"]))
    return limited(countTasks(value)) ?? importOws(value, name);
  return unknownFormat();
}

const MAX_ELEMENTS = 1_000;

const limited = (count: number): ImportResult | undefined =>
  count <= MAX_ELEMENTS
    ? undefined
    : refused(
        "flow/too-large",
        `The file holds ${count} elements; the limit is ${MAX_ELEMENTS}.`,
        "Split it into several flows.",
      );

/** States of a machine and of the machines inside it. */
function countStates(value: JsonValue | undefined): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = isJsonObject(value) && isJsonObject(value["States"]) ? Object.keys(value["States"]).length : 0;
  return Object.values(value as JsonObject).reduce((sum: number, each) => sum + countStates(each), own);
}

/** Tasks of a workflow are objects with one name each, in lists. */
function countTasks(value: JsonValue | undefined): number {
  if (Array.isArray(value))
    return value.length + (value as readonly JsonValue[]).reduce((sum: number, each) => sum + countTasks(each), 0);
  if (!isJsonObject(value)) return 0;
  return Object.values(value).reduce((sum: number, each) => sum + countTasks(each), 0);
}

function nameOf(fileName: string | undefined): string {
  const base = (fileName ?? "").split(/[/\\]/).at(-1) ?? "";
  const words = base
    .replace(/\.(asl\.json|json|bpmn|xml|ya?ml)$/i, "")
    .replace(/[-_.]+/g, " ")
    .trim();
  return words === "" ? "Imported flow" : words.charAt(0).toUpperCase() + words.slice(1);
}

/** YAML of a workflow. What repeats itself by aliases beyond measure is not read. */
function readYaml(text: string): JsonValue | Error | undefined {
  if (!/^\s*document\s*:/m.test(text)) return undefined;
  if (isNestedTooDeep(text)) return new Error(`It is nested deeper than ${MAX_DEPTH} levels.`);
  try {
    return JSON.parse(JSON.stringify(parse(text, { maxAliasCount: 100, logLevel: "silent" }) ?? null)) as JsonValue;
  } catch (error) {
    return error instanceof Error ? error : undefined;
  }
}

/** Found before it is read, since reading what is nested very deep takes long: brackets that are open, and entries of entries in one line. */
function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  for (const [sign] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (sign === "[" || sign === "{" ? 1 : -1));
    if (depth > MAX_DEPTH) return true;
  }
  return /^[ \t]*(?:[-?][ \t]+){65}/m.test(text);
}

function readJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Levels of nesting, found without recursion: a hostile file is nested deeper than the stack. */
function depthOf(value: JsonValue): number {
  let level: readonly JsonValue[] = [value];
  let depth = 0;
  while (level.length > 0 && depth <= MAX_DEPTH) {
    level = level.flatMap((each) =>
      typeof each === "object" && each !== null ? Object.values(each as JsonObject).map((inner) => inner ?? null) : [],
    );
    depth += 1;
  }
  return depth;
}

const unknownFormat = (): ImportResult =>
  refused(
    "flow/unreadable",
    "The file is no workflow of a known format.",
    "Give a state machine in Amazon States Language, a workflow exported from n8n or of the Open Workflow Specification, or a process in BPMN 2.0.",
  );

const refused = (code: ProblemCode, message: string, fix: string): ImportResult => ({
  ok: false,
  problems: [{ code, severity: "error", message, fix, path: "" }],
});
