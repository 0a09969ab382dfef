import { isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";
import type { ScriptNames } from "../script-expression.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { inside, listOf, type N8nNode, type NodeConfig } from "./n8n-node.ts";
import { textOf } from "./n8n-text.ts";

/** The node that sets fields, in each of the shapes its versions wrote: `assignments`, `fields`, `values` and raw JSON. */
export function setFields({ parameters }: N8nNode, data: string, names: ScriptNames): NodeConfig {
  const raw = parameters["mode"] === "raw" || parameters["mode"] === "json";
  const fields = fieldsOf(parameters);
  if (!raw && fields.length === 0) throw unreadable();
  const members = fields.map(({ name, value }) => `${JSON.stringify(String(name))}: ${textOf(value, names)}`);
  const made = raw ? rawOf(parameters["jsonOutput"], names) : `{ ${members.join(", ")} }`;
  const expression = keepsOthers(parameters) ? `$merge([${data}, ${made}])` : made;
  const dotted = fields.filter(({ name }) => String(name).includes("."));
  return {
    kind: "map",
    config: { expression },
    ...(dotted.length === 0 ? {} : { note: "A dot in the name of a field is part of the name here, not a way into an object." }),
  };
}

const unreadable = (): UntranslatableText =>
  new UntranslatableText("Its fields cannot be read: use a map node with an expression in JSONata.");

const TYPED = ["stringValue", "numberValue", "booleanValue", "arrayValue", "objectValue"];

function fieldsOf(parameters: JsonObject): readonly JsonObject[] {
  const assigned = listOf(inside(parameters["assignments"], "assignments"));
  const typed = listOf(inside(parameters["fields"], "values")).map((field) => {
    const key = TYPED.find((each) => field[each] !== undefined);
    return { name: field["name"] ?? "", value: key === undefined ? "" : (field[key] ?? null) };
  });
  const first = ["string", "number", "boolean"].flatMap((type) => listOf(inside(parameters["values"], type)));
  return [...assigned, ...typed, ...first];
}

/** The first version keeps the other fields unless told otherwise, and so do those that list `fields`. */
function keepsOthers(parameters: JsonObject): boolean {
  if (parameters["values"] !== undefined) return parameters["keepOnlySet"] !== true;
  const kept = parameters["include"] ?? (parameters["fields"] === undefined ? "none" : "all");
  if (parameters["includeOtherFields"] === true) return (parameters["include"] ?? "all") === "all" || refuseSome();
  return kept === "all" || (kept !== "none" && parameters["fields"] !== undefined && refuseSome());
}

function refuseSome(): never {
  throw new UntranslatableText("It keeps some of the other fields: name them in a map node with an expression in JSONata.");
}

function rawOf(json: JsonValue | undefined, names: ScriptNames): string {
  if (isJsonObject(json)) return JSON.stringify(json);
  if (typeof json !== "string") throw unreadable();
  if (/^=\s*\{\{(?:(?!\}\})[\s\S])*\}\}\s*$/.test(json)) return textOf(json, names);
  const text = json.replace(/^=/, "");
  if (text.includes("{{")) throw unreadable();
  try {
    const read = JSON.parse(text) as JsonValue;
    if (isJsonObject(read)) return JSON.stringify(read);
  } catch {
    throw unreadable();
  }
  throw unreadable();
}
