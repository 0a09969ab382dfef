import { isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";
import { finishImport } from "../finish-import.ts";
import { FlowSketch, shortText } from "../flow-sketch.ts";
import type { ImportResult, SourceElement } from "../imported-element.ts";
import type { ScriptNames } from "../script-expression.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { configOf } from "./n8n-config.ts";
import type { N8nNode } from "./n8n-node.ts";
import { dataValue, itemsOf } from "./n8n-text.ts";

interface Line {
  readonly from: string;
  readonly to: string;
  readonly output: number;
}

/**
 * A workflow exported from n8n as a flow. Its nodes hand items on; here one value goes on, and what several ways may have
 * given is read from the first that is there. Credentials and the addresses of webhooks are not taken over.
 */
export function importN8n(workflow: JsonObject, fileName: string): ImportResult {
  const name = typeof workflow["name"] === "string" && workflow["name"] !== "" ? workflow["name"] : fileName;
  const sketch = new FlowSketch();
  const listed = (workflow["nodes"] as readonly JsonValue[]).filter(isJsonObject);
  const lines = linesOf(workflow["connections"]);
  const ids = new Map<string, string>();
  for (const node of listed) if (!isNote(node)) ids.set(String(node["name"]), sketch.mint(String(node["name"])));
  const triggers = new Set(listed.filter(isTrigger).map((node) => String(node["name"])));
  const passing = new Set(listed.filter(handsOn).map((node) => String(node["name"])));
  const dataOf = (of: string, asked: readonly string[] = []): string => {
    if (triggers.has(of)) return "input";
    const before = passing.has(of) && !asked.includes(of) ? lines.find(({ to }) => to === of) : undefined;
    return before === undefined ? `steps.${ids.get(of)}` : dataOf(before.from, [...asked, of]);
  };
  for (const node of listed) writeNode(sketch, node, { ids, lines, dataOf });
  const failing = new Set(listed.filter(({ onError }) => onError === "continueErrorOutput").map((node) => String(node["name"])));
  for (const { from, to, output } of lines)
    connect(sketch, ids.get(from), ids.get(to), failing.has(from) && output > 0 ? "error" : output);
  for (const node of listed) noteLost(sketch, node, workflow["connections"]);
  return finishImport(sketch, { format: "n8n", name });
}

const isNote = (node: JsonObject): boolean => String(node["type"]).endsWith(".stickyNote");
/** Nodes that hand on what they were given; here their output is something else, so the node before them is read. */
const handsOn = (node: JsonObject): boolean => /\.(?:if|filter|switch|merge|wait|respondToWebhook)$/.test(String(node["type"]));
const isTrigger = (node: JsonObject): boolean => /(?:Trigger|\.webhook)$/.test(String(node["type"]));

function linesOf(connections: JsonValue | undefined): readonly Line[] {
  return Object.entries(isJsonObject(connections) ? connections : {}).flatMap(([from, kinds]) => {
    const outputs = isJsonObject(kinds) && Array.isArray(kinds["main"]) ? (kinds["main"] as readonly JsonValue[]) : [];
    return outputs.flatMap((ends, output) =>
      (Array.isArray(ends) ? (ends as readonly JsonValue[]) : [])
        .filter(isJsonObject)
        .map((end) => ({ from, to: String(end["node"]), output })),
    );
  });
}

interface Workflow {
  readonly ids: ReadonlyMap<string, string>;
  readonly lines: readonly Line[];
  readonly dataOf: (name: string) => string;
}

function writeNode(sketch: FlowSketch, node: JsonObject, workflow: Workflow): void {
  const element = elementOf(node);
  const { name } = element;
  sketch.meet(element);
  const read: N8nNode = {
    name,
    type: element.type,
    parameters: isJsonObject(node["parameters"]) ? node["parameters"] : {},
    credentials: isJsonObject(node["credentials"]) ? node["credentials"] : {},
  };
  const id = workflow.ids.get(name);
  const [x = 0, y = 0] = Array.isArray(node["position"]) ? (node["position"] as readonly JsonValue[]).map(Number) : [];
  if (id === undefined) return comment(sketch, element, String(read.parameters["content"] ?? ""), { x, y });
  sketch.places.set(id, { x, y });
  try {
    const { data, names } = scopeOf(name, workflow);
    const { kind, config, note } = configOf(read, data, names);
    if (node["disabled"] === true)
      throw new UntranslatableText("It is switched off in n8n: remove it, or put in what it is to do.");
    if (note !== undefined) sketch.note(element, "approximated", note);
    sketch.add(element, id, kind, config);
  } catch (error) {
    if (!(error instanceof UntranslatableText)) throw error;
    sketch.placeholder(element, id, error.message);
  }
}

function elementOf(node: JsonObject): SourceElement {
  const name = String(node["name"]);
  return { id: name, name, type: String(node["type"]), original: withoutSecrets(node) };
}

const SETTINGS = ["continueOnFail", "retryOnFail", "alwaysOutputData", "executeOnce"];

/** Says what of a node is not drawn: lines that carry no data, and settings of how it fails and runs. */
function noteLost(sketch: FlowSketch, node: JsonObject, connections: JsonValue | undefined): void {
  const element = elementOf(node);
  const kinds = isJsonObject(connections) ? connections[element.name] : undefined;
  const others = Object.keys(isJsonObject(kinds) ? kinds : {}).filter((kind) => kind !== "main");
  if (others.length > 0) sketch.note(element, "approximated", `Its connections of type ${others.join(", ")} are not drawn.`);
  const settings = SETTINGS.filter((setting) => node[setting] === true);
  const { onError } = node;
  if (onError === "continueErrorOutput")
    sketch.note(
      element,
      "approximated",
      "After a failure its error output is followed; what comes there reads the error itself.",
    );
  else if (onError !== undefined && onError !== "stopWorkflow") settings.push("onError");
  if (settings.length > 0) sketch.note(element, "approximated", `Its settings are not taken over: ${settings.join(", ")}.`);
}

function comment(sketch: FlowSketch, element: SourceElement, text: string, at: { readonly x: number; readonly y: number }): void {
  sketch.note(element, "translated", "It is a comment on the canvas.");
  if (text !== "")
    sketch.comments.push({ on: { at }, text: shortText(text, 4_000), author: "Import", at: "1970-01-01T00:00:00Z" });
}

/** What the node before it gave; branches and joins hand on what they were given. */
function scopeOf(name: string, { ids, lines, dataOf }: Workflow): { data: string; names: ScriptNames } {
  const ways = [...new Set(lines.filter(({ to }) => to === name).map(({ from }) => dataOf(from)))];
  const data = ways.length === 0 ? "input" : ways.reduceRight((rest, way) => `($exists(${way}) ? ${way} : ${rest})`);
  const json = dataValue(data);
  const known: Readonly<Record<string, ReturnType<ScriptNames["name"]>>> = {
    $json: json,
    $input: itemsOf(data),
    $now: { code: "$now()", isText: true },
    $today: { code: "$now()", isText: true },
    $execution: { code: "run" },
    $itemIndex: { code: "0" },
  };
  return {
    data,
    names: { name: (each) => known[each], call: (_, of) => (ids.has(of) ? itemsOf(dataOf(of)) : undefined) },
  };
}

function connect(sketch: FlowSketch, from: string | undefined, to: string | undefined, output: number | "error"): void {
  const node = sketch.nodes.find(({ id }) => id === from);
  if (from === undefined || to === undefined || node === undefined) return;
  if (output === "error") return sketch.connect(from, to, { kind: "error" });
  if (node.kind !== "branch") return sketch.connect(from, to);
  const ports = node.config?.["otherwise"] === "no" ? ["yes", "no"] : undefined;
  const cases = Array.isArray(node.config?.["cases"]) ? node.config["cases"].length : 0;
  sketch.connect(from, to, { port: ports?.[output] ?? (output < cases ? `case${output}` : "otherwise") });
}

/** Credentials and the token of a webhook never leave the file they came in. */
const withoutSecrets = ({ credentials: _, webhookId: _token, ...rest }: JsonObject): JsonObject => rest;
