import { isJsonArray, isJsonObject, type JsonValue } from "../../../core/json.ts";
import { entryAt } from "../script/script-value.ts";
import { UntranslatableText } from "../untranslatable-text.ts";

/** What the texts of a state machine mean at one place. */
export interface AslScope {
  /** JSONata of the state's input. */
  readonly data: string;
  /** JSONata of the result, where there is one. */
  readonly result?: string;
  /** Of the item of the innermost Map. */
  readonly item?: string;
  /** The name of the state. */
  readonly state: string;
  /** Told of whatever is only nearly the same in JSONata. */
  doubt(what: string): void;
  /** Names of variables that the machine assigns. */
  readonly variables: ReadonlySet<string>;
}

const CONTEXT: Readonly<Record<string, string>> = {
  "Execution.Id": "run.id",
  "Execution.Name": "run.id",
  "Execution.Input": "input",
  "Execution.StartTime": "run.startedAt",
  "State.EnteredTime": "$now()",
  "StateMachine.Name": "run.flow",
  "StateMachine.Id": "run.flow",
  "Task.Token": "run.id",
};

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const RESERVED = new Set(["and", "or", "in", "true", "false", "null", "function"]);

/** `.name`, quoted where JSONata needs it. */
export const member = (of: string, name: string): string =>
  `${of}.${NAME.test(name) && !RESERVED.has(name) ? name : `\`${name.replaceAll("`", "")}\``}`;

/** A reference path or JSONPath: `$.order.lines[0].sku`, `$$.Execution.Id`, `$name.field`. */
export function pathOf(path: string, scope: AslScope): string {
  const [, root = "", rest = ""] = /^(\$\$?(?:[A-Za-z_]\w*)?)(.*)$/s.exec(path.trim()) ?? [];
  if (root === "") throw new UntranslatableText(`The path ${path} cannot be read: write what it means as JSONata.`);
  if (root === "$$") return contextOf(rest.slice(1), scope);
  return steps(root === "$" ? (rest === "" ? scope.data : bracketed(scope.data)) : `vars.${root.slice(1)}`, rest, path);
}

function contextOf(path: string, { item = "item", state }: AslScope): string {
  const of = (from: string, rest: string): string => (rest === "" ? from : steps(from, rest, path));
  if (path.startsWith("Map.Item.Value")) return of(item, path.slice("Map.Item.Value".length));
  if (path === "Map.Item.Index") return "index";
  if (path === "State.Name") return JSON.stringify(state);
  const known = Object.keys(CONTEXT).find((name) => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`));
  if (known === undefined) throw new UntranslatableText(`$$.${path} is not known here: write another expression in its place.`);
  return of(CONTEXT[known]!, path.slice(known.length));
}

function steps(from: string, rest: string, whole: string): string {
  let result = from;
  let left = rest;
  while (left !== "") {
    const match = /^(?:\.([\w-]+)|\[['"]([^'"]+)['"]\]|\[(-?\d+)\]|(\[\*\]|\.\*))/.exec(left);
    if (match === null) throw new UntranslatableText(`The path ${whole} cannot be read: write what it means as JSONata.`);
    const [text, name, quoted, index, all] = match;
    if (all !== undefined) result = all === ".*" ? `${result}.*` : result;
    else result = index === undefined ? member(result, (name ?? quoted)!) : `${result}[${index}]`;
    left = left.slice(text.length);
  }
  // What several places hold is a list, also when it is one.
  return /\[\*\]|\.\*/.test(rest) ? `[${result}]` : result;
}

const bracketed = (code: string): string => (/^[\w.`[\]]+$/.test(code) && !code.startsWith("[") ? code : `(${code})`);

/** A list of these, each of which may be a list itself. */
export const listOfAll = (codes: readonly string[]): string =>
  codes.length === 0 ? "[]" : codes.map(entryOf).reduce((all, one) => `$append(${all}, ${one})`);

/** An entry of a list; a list as an entry stays one. */
const entryOf = (code: string): string =>
  /^(?:"(?:[^"\\]|\\.)*"|-?[\d.]+|true|false|null)$/.test(code)
    ? `[${code}]`
    : `($type(${code}) = "array" ? [[${code}]] : [${code}])`;

/** Each character of the splitter is one of its own, and nothing between two of them is left out. */
function splitText(text: string, by: string): string {
  const [, characters] = /^"((?:[^"\\]|\\.)+)"$/.exec(by) ?? [];
  if (characters === undefined) throw new UntranslatableText("The characters it splits at are worked out: write it as JSONata.");
  const each = [...(JSON.parse(by) as string)].map((character) => character.replace(/[\\\]^/-]/g, "\\$&")).join("");
  return `[$filter($split(${text}, /[${each}]/), function($part) { $part != "" })]`;
}

const chunks = (list: string, size: string): string =>
  `$reduce([0..$ceil($count(${list}) / ${size}) - 1], function($all, $n) { $append($all, [[$filter(${list}, function($v, $i) { $floor($i / ${size}) = $n })]]) }, [])`;

const DOUBTFUL: Readonly<Record<string, string>> = {
  UUID: "The id that it makes up is unique, but no UUID.",
  Base64Encode: "Of letters outside of Latin-1 the Base64 differs.",
  Base64Decode: "Of letters outside of Latin-1 the Base64 differs.",
};

const INTRINSICS: Readonly<Record<string, (args: readonly string[]) => string>> = {
  Format: ([template = '""', ...values]) => formatted(template, values),
  Array: listOfAll,
  ArrayPartition: ([list = "[]", size = "1"]) => chunks(list, size),
  ArrayLength: ([list]) => `$count(${list})`,
  ArrayContains: ([list, value]) => `(${value} in ${list})`,
  ArrayGetItem: ([list = "[]", index = "0"]) => entryAt(list, index),
  ArrayUnique: ([list]) => `[$distinct(${list})]`,
  ArrayRange: ([from, to, step]) => `[$filter([${from}..${to}], function($v, $i) { $i % ${step} = 0 })]`,
  JsonToString: ([value]) => `$string(${value})`,
  JsonMerge: ([left, right]) => `$merge([${left}, ${right}])`,
  MathAdd: ([left, right]) => `(${left} + ${right})`,
  MathRandom: ([from, to]) => `($floor($random() * (${to} - ${from})) + ${from})`,
  StringSplit: ([text = '""', by = '""']) => splitText(text, by),
  Base64Encode: ([text]) => `$base64encode(${text})`,
  Base64Decode: ([text]) => `$base64decode(${text})`,
  UUID: () => `(run.id & "-" & $string($floor($random() * 1000000000)))`,
};

function formatted(template: string, values: readonly string[]): string {
  const parts = (JSON.parse(template) as string).split("{}");
  const texts = parts.flatMap((part, index) => [
    ...(index === 0 ? [] : [values[index - 1] ?? '""']),
    ...(part === "" ? [] : [JSON.stringify(part)]),
  ]);
  return texts.length === 0 ? '""' : `(${texts.join(" & ")})`;
}

/** `States.Format('Order {}', $.id)` and the other intrinsic functions, with paths and literals as arguments. */
export function intrinsicOf(text: string, scope: AslScope): string {
  const trimmed = text.trim();
  const call = /^States\.(\w+)\((.*)\)$/s.exec(trimmed);
  if (call !== null) {
    const name = call[1]!;
    const make = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
    if (Object.hasOwn(DOUBTFUL, name)) scope.doubt(DOUBTFUL[name]!);
    if (make === undefined) throw new UntranslatableText(`States.${call[1]} has no counterpart: write it as JSONata.`);
    return make(argumentsOf(call[2]!).map((argument) => intrinsicOf(argument, scope)));
  }
  if (trimmed.startsWith("$")) return pathOf(trimmed, scope);
  if (trimmed.startsWith("'")) return JSON.stringify(trimmed.slice(1, -1).replaceAll("\\'", "'"));
  if (/^(?:-?\d+(?:\.\d+)?|true|false|null)$/.test(trimmed)) return trimmed;
  throw new UntranslatableText(`${trimmed} cannot be read: write what it means as JSONata.`);
}

/** Split at the commas outside of brackets and quotes. */
function argumentsOf(text: string): readonly string[] {
  const found: string[] = [];
  let [depth, start, isQuoted] = [0, 0, false];
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "'" && text[index - 1] !== "\\") isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === "(" || character === "[") depth += 1;
    else if (character === ")" || character === "]") depth -= 1;
    else if (character === "," && depth === 0) {
      found.push(text.slice(start, index));
      start = index + 1;
    }
  }
  const last = text.slice(start);
  return last.trim() === "" ? found : [...found, last];
}

/** The JSONata of a `{% … %}` text, over the names of a run here. */
export function jsonataOf(text: string, scope: AslScope): string {
  const source = text.trim().replace(/^\{%/, "").replace(/%\}$/, "").trim();
  // Texts in quotes stay as they are.
  return source.replace(
    /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\$states\.(\w+)((?:\.\w+)*)|\$([A-Za-z_]\w*)(?!\w|\s*\()/g,
    (...match) => {
      const [whole, root, rest = "", variable] = match as [string, string | undefined, string | undefined, string | undefined];
      if (root !== undefined) return stateName(root, rest, scope);
      return variable !== undefined && scope.variables.has(variable) ? `vars.${variable}` : whole;
    },
  );
}

function stateName(root: string, rest: string, scope: AslScope): string {
  if (root === "input") return `${scope.data}${rest}`;
  if (root === "result") return `${scope.result ?? scope.data}${rest}`;
  if (root === "context") return contextOf(rest.slice(1), scope);
  if (root === "errorOutput") return rest === ".Error" ? "error.code" : rest === ".Cause" ? "error.message" : "error";
  throw new UntranslatableText(`$states.${root} is not known here: write another expression in its place.`);
}

/** A text that JSONata is written in; marked so that what is not one stays a plain text. */
type JsonataText = string & { readonly [JSONATA]: true };
declare const JSONATA: unique symbol;

/** Whether a value is a text in `{% … %}`. */
export const isJsonata = (value: JsonValue | undefined): value is JsonataText =>
  typeof value === "string" && /^\s*\{%[\s\S]*%\}\s*$/.test(value);

/** The JSONata that makes a value: a payload template of JSONPath (`"id.$": "$.order.id"`), or one with `{% … %}` texts. */
export function payloadOf(value: JsonValue | undefined, scope: AslScope): string {
  if (isJsonata(value)) return `(${jsonataOf(value, scope)})`;
  if (isJsonArray(value)) return `[${value.map((item) => payloadOf(item, scope)).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value ?? null);
  const members = Object.entries(value).map(([key, item]) =>
    key.endsWith(".$") && typeof item === "string"
      ? `${JSON.stringify(key.slice(0, -2))}: ${intrinsicOf(item, scope)}`
      : `${JSON.stringify(key)}: ${payloadOf(item, scope)}`,
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

/** The same as a field of a config: plain where nothing in it is worked out. */
export function fieldOf(value: JsonValue | undefined, scope: AslScope): JsonValue {
  const text = JSON.stringify(value ?? null);
  if (!text.includes('.$"') && !text.includes("{%")) return escaped(value ?? null);
  return `=${payloadOf(value, scope)}`;
}

function escaped(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.startsWith("=") ? `\\${value}` : value;
  if (isJsonArray(value)) return value.map(escaped);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escaped(item ?? null)]));
}
