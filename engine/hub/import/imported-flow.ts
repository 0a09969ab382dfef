import { DOCUMENT_LIMITS } from "../../core/flow/flow-document.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../core/json.ts";
import type { Problem } from "../../core/problem.ts";
import type { ImportResult } from "../../core/import/import-result.ts";
import { importAsl } from "./asl/import-asl.ts";
import { countElements, importBpmn, readBpmn } from "./bpmn/import-bpmn.ts";
import { importN8n } from "./n8n/import-n8n.ts";
import { importOmnilink } from "./import-omnilink.ts";
import { importOws } from "./ows/import-ows.ts";
import { MAX_DEPTH, readData, tooDeep } from "./read-data.ts";
import { refusedFile } from "./refused-file.ts";

/**
 * A flow made from the text of a file, whose format is told from its content: Amazon States Language, n8n, BPMN 2.0, the
 * Open Workflow Specification, or a flow document of OmniLink. Nothing of the file is run, its credentials become names of connections that are bound to nothing, and what has
 * no counterpart is a placeholder that keeps the flow from going live.
 */
export async function importFlow(text: string, fileName?: string): Promise<ImportResult> {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > DOCUMENT_LIMITS.bytes)
    return refused(
      refusedFile(
        "flow/too-large",
        `The file has ${bytes} bytes; the limit is ${DOCUMENT_LIMITS.bytes}.`,
        "Split what it holds.",
      ),
    );
  if (/^[\s\ufeff]*$/.test(text)) return refused(refusedFile("flow/unreadable", "The file is empty.", GIVE));
  if (/^[\s\ufeff]*<(?:!doctype )?html\b/i.test(text)) return refused(webPage());
  const name = nameOf(fileName);
  if (/^[\s\ufeff]*</.test(text)) return fromXml(text, name);
  const read = readData(text);
  if (read === undefined) return unknownFormat();
  if ("problem" in read) return refused(read.problem);
  if (!isJsonObject(read.value)) return unknownFormat();
  if (depthOf(read.value) > MAX_DEPTH) return refused(tooDeep());
  return "omnilink" in read.value ? importOmnilink(text) : fromJson(read.value, name);
}

async function fromXml(text: string, name: string): Promise<ImportResult> {
  const read = await readBpmn(text);
  if (read === undefined) return unknownFormat();
  return "definitions" in read ? (limited(countElements(read)) ?? importBpmn(read, name)) : refused(read);
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

function limited(count: number): ImportResult | undefined {
  if (count === 0)
    return refused(refusedFile("flow/unreadable", "The file holds no elements.", "Export a workflow that has some."));
  const message = `The file holds ${count} elements; the limit is ${MAX_ELEMENTS}.`;
  return count <= MAX_ELEMENTS ? undefined : refused(refusedFile("flow/too-large", message, "Split it into several flows."));
}

/** States of a machine and of the machines inside it. */
function countStates(value: JsonValue | undefined): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = isJsonObject(value) && isJsonObject(value["States"]) ? Object.keys(value["States"]).length : 0;
  return Object.values<JsonValue | undefined>(value).reduce((sum: number, each) => sum + countStates(each), own);
}

/** Tasks of a workflow are objects with one name each, in lists. */
function countTasks(value: JsonValue | undefined): number {
  if (isJsonArray(value)) return value.length + value.reduce((sum: number, each) => sum + countTasks(each), 0);
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

/** Levels of nesting, found without recursion: a hostile file is nested deeper than the stack. */
function depthOf(value: JsonValue): number {
  let level: readonly JsonValue[] = [value];
  let depth = 0;
  while (level.length > 0 && depth <= MAX_DEPTH) {
    level = level.flatMap((each) =>
      typeof each === "object" && each !== null ? Object.values<JsonValue | undefined>(each).map((inner) => inner ?? null) : [],
    );
    depth += 1;
  }
  return depth;
}

const GIVE =
  "Give a state machine in Amazon States Language, a workflow exported from n8n or of the Open Workflow Specification, a process in BPMN 2.0, or a flow.yaml.";

const unknownFormat = (): ImportResult =>
  refused(refusedFile("flow/unreadable", "The file is no workflow of a known format.", GIVE));

/** What is saved of a link that needs signing in. */
const webPage = (): Problem =>
  refusedFile(
    "flow/unreadable",
    "The file is a web page, not an exported workflow.",
    "Export the workflow in the tool it comes from, and give the file it makes.",
  );

const refused = (problem: Problem): ImportResult => ({ ok: false, problems: [problem] });
