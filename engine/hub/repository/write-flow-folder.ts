import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { FlowDocument } from "../../core/flow/flow-document.ts";
import type { FlowLayout } from "../../core/flow/layout.ts";
import { YAML_OPTIONS } from "../../core/flow/read-flow.ts";
import { updateFlowText, writeFlow } from "../../core/flow/write-flow.ts";
import { jsonEqual } from "../../core/flow/json-equal.ts";
import { isJsonArray, isJsonObject, type JsonValue } from "../../core/json.ts";

interface FlowContent {
  readonly document: FlowDocument;
  readonly layout?: FlowLayout | undefined;
  /** Of a new folder: the text, instead of one made from the document. */
  readonly source?: string;
}

/**
 * Makes a folder say what `content` says. Only what differs is touched in a text that is there: comments stay, and an
 * expression or tests that live in a file of their own go on living there.
 */
export async function writeFlowFolder(folder: string, { document, layout, source }: FlowContent): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "flow.yaml");
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) await writeFile(file, source ?? writeFlow(document));
  else {
    const { document: kept, files } = withReferences(text, document);
    await writeFile(file, updateFlowText(text, kept));
    for (const [name, value] of files) await writeReferenced(join(folder, "mappings", name), value);
  }
  if (layout) await writeFile(join(folder, "layout.json"), `${JSON.stringify(layout, null, 2)}\n`);
}

/** A file of tests is written anew only when it says something else: its author may have laid it out with care. */
async function writeReferenced(file: string, value: JsonValue): Promise<void> {
  if (typeof value === "string") return writeFile(file, value);
  const text = await readFile(file, "utf8").catch(() => "");
  if (!jsonEqual(parse(text, YAML_OPTIONS) as JsonValue, value)) await writeFile(file, stringify(value));
}

interface Referring {
  readonly document: FlowDocument;
  /** What the files in `mappings/` are to hold. */
  readonly files: ReadonlyMap<string, JsonValue>;
}

function withReferences(text: string, document: FlowDocument): Referring {
  const written: unknown = parse(text, YAML_OPTIONS);
  const nodes = isRecord(written) && isJsonArray(written["nodes"]) ? written["nodes"] : [];
  const byId = new Map(nodes.flatMap((node) => (isJsonObject(node) ? [[String(node["id"]), node] as const] : [])));
  const files = new Map<string, JsonValue>();
  const kept = document.nodes.map((node) => {
    const before = byId.get(node.id);
    return before ? refer(before, node, files) : node;
  });
  return { document: { ...document, nodes: kept as FlowDocument["nodes"] }, files };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;

/** `after`, with a reference wherever `before` has one and there still is something to put into its file. */
function refer(before: JsonValue, after: JsonValue, files: Map<string, JsonValue>): JsonValue {
  const file = referencedFile(before);
  if (file !== undefined) return referTo(file, before, after, files);
  if (!isJsonObject(before) || !isJsonObject(after)) return after;
  const members = (Object.entries(after) as [string, JsonValue][]).map(([key, value]): [string, JsonValue] => {
    const earlier = before[key];
    return [key, earlier === undefined ? value : refer(earlier, value, files)];
  });
  return Object.fromEntries(members);
}

function referTo(file: string, before: JsonValue, after: JsonValue, files: Map<string, JsonValue>): JsonValue {
  const isExpression = file.endsWith(".jsonata");
  if (isExpression !== (typeof after === "string")) return after;
  // One file can be named at several places; where they part, the others say it themselves.
  const said = files.get(file);
  if (said !== undefined && !jsonEqual(said, after)) return after;
  files.set(file, after);
  return before;
}

function referencedFile(value: JsonValue): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const { file, ...rest } = value;
  if (typeof file !== "string" || Object.keys(rest).length > 0) return undefined;
  return file.endsWith(".jsonata") || file.endsWith(".tests.yaml") ? file : undefined;
}
