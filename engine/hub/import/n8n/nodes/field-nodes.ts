import type { JsonObject, JsonValue } from "../../../../core/json.ts";
import { pathStep, type ScriptNames, type Value } from "../../script/script-value.ts";
import { objectAt } from "../../object-at.ts";
import { UntranslatableText } from "../../untranslatable-text.ts";
import { inside, listOf, textIn, type N8nNode } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import { jsonOf, valueOf } from "../n8n-text.ts";
import { written } from "../../written.ts";

interface Field {
  readonly name: string;
  readonly value: JsonValue | undefined;
  readonly type: string;
}

/** The node that sets fields, in each of the shapes its versions wrote: `assignments`, `fields`, `values` and raw JSON. */
const set: WriteNode = (writer) => {
  const { node } = writer;
  if (node.options["ignoreConversionErrors"] === true)
    writer.note("approximated", "A value that is not of its type fails the run here.");
  return writer.perItem((names, item) => {
    const raw = node.parameters["mode"] === "raw" || node.parameters["mode"] === "json";
    const fields = fieldsOf(node.parameters);
    const base = keptOf(node, item);
    if (!raw && fields.length === 0 && base === undefined) throw unreadable();
    if (base !== undefined) writer.takesWhole();
    const isFlat = node.options["dotNotation"] === false;
    const made = raw ? jsonOf(node.parameters["jsonOutput"] ?? "{}", names).code : treeCode(treeOf(fields, isFlat), base, names);
    return base === undefined || (!raw && fields.length === 0) ? made || base! : `$merge([${base}, ${made}])`;
  });
};

const unreadable = (): UntranslatableText =>
  new UntranslatableText("Its fields cannot be read: use a map node with an expression in JSONata.");

function fieldsOf(parameters: JsonObject): readonly Field[] {
  const assigned = listOf(inside(parameters["assignments"], "assignments")).map((each) => ({
    name: written(each["name"]),
    value: each["value"],
    type: written(each["type"] ?? "any"),
  }));
  const typed = listOf(inside(parameters["fields"], "values")).map((field) => {
    const type = written(field["type"] ?? "stringValue");
    const key = field[type] === undefined ? Object.keys(field).find((each) => each.endsWith("Value")) : type;
    return { name: written(field["name"]), value: key === undefined ? "" : field[key], type: (key ?? type).replace("Value", "") };
  });
  const first = ["string", "number", "boolean"].flatMap((type) =>
    listOf(inside(parameters["values"], type)).map(({ name, value }) => ({ name: written(name), value, type: "any" })),
  );
  return [...assigned, ...typed, ...first];
}

/** What of the item stays beside the new fields; nothing at all for `undefined`. */
function keptOf({ parameters, version }: N8nNode, item: string): string | undefined {
  const isFirst = version < 3 && ["mode", "fields", "assignments"].every((name) => parameters[name] === undefined);
  if (parameters["values"] !== undefined || isFirst) return parameters["keepOnlySet"] === true ? undefined : item;
  const include = textIn(parameters, "include");
  const saysFields = parameters["fields"] !== undefined || (version >= 3 && version < 3.3);
  const keeps = saysFields ? include !== "none" : parameters["includeOtherFields"] === true;
  if (!keeps) return undefined;
  if ((include ?? "all") === "all") return item;
  const names = (field: string): readonly string[] =>
    (textIn(parameters, field) ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "");
  if (include === "selected")
    return `{ ${names("includeFields")
      .map((name) => `${JSON.stringify(name)}: ${item}.${pathStep(name)}`)
      .join(", ")} }`;
  if (include === "except") return without(item, names("excludeFields"));
  throw new UntranslatableText("Which other fields it keeps cannot be read: name them in a map node in JSONata.");
}

const without = (item: string, names: readonly string[]): string =>
  `$sift(${item}, function($v, $k) { $not($k in ${JSON.stringify(names)}) })`;

type Tree = Map<string, Tree | Field>;

const isTree = (value: Tree | Field | undefined): value is Tree => value instanceof Map;

/** A dot in a name leads into an object. */
function treeOf(fields: readonly Field[], isFlat: boolean): Tree {
  const root: Tree = new Map();
  for (const field of fields) {
    const steps = isFlat ? [field.name] : field.name.split(".");
    if (steps.some((step) => step === "" || /[[\]]/.test(step))) throw unreadable();
    let at = root;
    for (const step of steps.slice(0, -1)) {
      const next = at.get(step);
      const inner = isTree(next) ? next : new Map<string, Tree | Field>();
      at.set(step, inner);
      at = inner;
    }
    at.set(steps.at(-1)!, field);
  }
  return root;
}

function treeCode(tree: Tree, base: string | undefined, names: ScriptNames): string {
  const members = [...tree].map(([step, inner]) => {
    if (!isTree(inner)) return `${JSON.stringify(step)}: ${converted(inner, names)}`;
    const within = base === undefined ? undefined : `${base}.${pathStep(step)}`;
    const code = treeCode(inner, within, names);
    return `${JSON.stringify(step)}: ${within === undefined ? code : `$merge([${within}, ${code}])`}`;
  });
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** A value is made of the type that its field has. */
function converted({ value, type }: Field, names: ScriptNames): string {
  const isText = typeof value === "string";
  if ((type === "array" || type === "object") && isText && !value.startsWith("=")) return jsonOf(value, names).code;
  const read = valueOf(value, names);
  if (type === "string")
    return read.is === "text" ? read.code : isText ? `$string(${read.code})` : JSON.stringify(written(value));
  if (type === "number") return numberCode(read);
  if (type === "boolean") return booleanCode(read);
  return read.code;
}

const numberCode = ({ code, is, literal }: Value): string => {
  if (literal !== undefined && literal.trim() !== "" && Number.isFinite(Number(literal))) return String(Number(literal));
  return is === "number" ? code : `$number(${code})`;
};

const booleanCode = ({ code, is, literal }: Value): string => {
  if (is === "boolean" || literal === "true" || literal === "false") return literal ?? code;
  return `(${code}) in [true, "true", 1, "1"]`;
};

const renameKeys: WriteNode = (writer) => {
  const keys = listOf(inside(writer.node.parameters["keys"], "key"));
  if (keys.length === 0 || Object.keys(objectIn(writer.node)).length > 0)
    throw new UntranslatableText("What it renames cannot be read: use a map node with an expression in JSONata.");
  writer.takesWhole();
  return writer.perItem((_, item) => {
    const old = keys.map((key) => written(key["currentKey"]));
    const renamed = keys.map(
      (key) => `${JSON.stringify(written(key["newKey"]))}: ${item}.${pathStep(written(key["currentKey"]))}`,
    );
    return `$merge([${without(item, old)}, { ${renamed.join(", ")} }])`;
  });
};

const objectIn = (node: N8nNode): JsonObject => objectAt(node.parameters["additionalOptions"], "parameters.additionalOptions");

export const fieldNodes: Readonly<Record<string, WriteNode>> = { set, renameKeys };
