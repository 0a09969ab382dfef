import { isJsonArray, isJsonObject, parseJson, type JsonValue } from "../../../core/json.ts";
import { scriptToJsonata } from "../script/script-parser.ts";
import type { ScriptNames, Value } from "../script/script-value.ts";
import { UntranslatableText } from "../untranslatable-text.ts";

/** A parameter as a field of a config: literal, or a template where it holds `{{ … }}`. */
export function fieldOf(value: JsonValue | undefined, names: ScriptNames): JsonValue {
  if (typeof value === "string") return value.startsWith("=") ? `=${textOf(value, names)}` : value;
  if (isJsonArray(value)) return value.map((item) => fieldOf(item, names));
  if (!isJsonObject(value)) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fieldOf(item, names)]));
}

/** The same for a field that takes text alone. */
export function textField(value: JsonValue | undefined, names: ScriptNames): string {
  const field = fieldOf(value ?? "", names);
  return typeof field === "string" ? field : JSON.stringify(field);
}

/** The JSONata of a parameter: `={{ $json.a }}`, `=Hello {{ $json.name }}`, or a literal value. */
export const textOf = (value: JsonValue | undefined, names: ScriptNames): string => valueOf(value, names).code;

export function valueOf(value: JsonValue | undefined, names: ScriptNames): Value {
  if (typeof value !== "string" || !value.startsWith("=")) return plainValue(value ?? null);
  const parts = splitBraces(value.slice(1));
  const alone = aloneIn(parts);
  if (alone !== undefined) return scriptToJsonata(alone, names);
  const codes = parts.flatMap((part, index) => {
    if (index % 2 === 1) return [`(${scriptToJsonata(part, names).code})`];
    return part === "" ? [] : [JSON.stringify(part)];
  });
  // A text on its own says that what is joined is text, also where there is one expression only.
  const [first = '""', ...others] = codes;
  const code = others.length === 0 && first.startsWith("(") ? `"" & ${first}` : [first, ...others].join(" & ");
  return { code, is: "text", ...(parts.length === 1 ? { literal: value.slice(1) } : {}) };
}

function plainValue(value: JsonValue): Value {
  const code = JSON.stringify(value);
  if (typeof value === "string") return { code, is: "text", literal: value };
  if (typeof value === "number") return { code, is: "number" };
  return typeof value === "boolean" ? { code, is: "boolean" } : { code };
}

/** Text and expressions by turns. An expression ends at the first `}}` that is neither in quotes nor closes a brace of it. */
function splitBraces(text: string): readonly string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf("{{"); at >= 0; at = text.indexOf("{{", from)) {
    const end = endOfBraces(text, at + 2);
    if (end < 0) break;
    parts.push(text.slice(from, at), text.slice(at + 2, end));
    from = end + 2;
  }
  return [...parts, text.slice(from)];
}

/** The one expression of a text that has nothing else in it but blanks. */
const aloneIn = ([before, expression, after, ...more]: readonly string[]): string | undefined =>
  before?.trim() === "" && after?.trim() === "" && more.length === 0 ? expression : undefined;

function endOfBraces(text: string, start: number): number {
  let depth = 0;
  let quote = "";
  for (let at = start; at < text.length; at++) {
    const sign = text.charAt(at);
    if (quote !== "") {
      if (sign === "\\") at += 1;
      else if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "'" || sign === "`") quote = sign;
    else if (sign === "{") depth += 1;
    else if (sign === "}" && depth > 0) depth -= 1;
    else if (sign === "}" && text[at + 1] === "}") return at;
  }
  return -1;
}

const MARK = "\u0001";

/** JSONata of a text that is JSON once its `{{ … }}` are filled in. */
export function jsonOf(value: JsonValue | undefined, names: ScriptNames): Value {
  if (typeof value !== "string") return { code: jsonCode(value ?? null, (part) => JSON.stringify(part)), is: "object" };
  const parts = splitBraces(value.replace(/^=/, ""));
  const alone = aloneIn(parts);
  if (alone !== undefined) return scriptToJsonata(withoutStringify(alone), names);
  if (!value.startsWith("=") && parts.length > 1)
    return { code: jsonCode(parsed(value), (part) => JSON.stringify(part)), is: "object" };
  const codes = parts.flatMap((part, index) => (index % 2 === 1 ? [scriptToJsonata(part, names).code] : []));
  let inText = false;
  const marked = parts.map((part, index) => {
    if (index % 2 === 1) return inText ? `${MARK}${(index - 1) / 2}${MARK}` : `"${MARK}${(index - 1) / 2}${MARK}!"`;
    for (const sign of part.matchAll(/\\.|"/gs)) if (sign[0] === '"') inText = !inText;
    return part;
  });
  const fill = (part: string): string => filled(part, codes);
  const read = parsed(marked.join(""));
  return { code: jsonCode(read, fill), is: Array.isArray(read) ? "list" : "object" };
}

const withoutStringify = (source: string): string => /^\s*JSON\.stringify\(([\s\S]*)\)\s*$/.exec(source)?.[1] ?? source;

function parsed(text: string): JsonValue {
  try {
    return parseJson(text.replaceAll(MARK, "\\u0001"));
  } catch {
    throw new UntranslatableText("Its JSON cannot be read: write it as an expression in JSONata.");
  }
}

function filled(text: string, codes: readonly string[]): string {
  const alone = new RegExp(`^${MARK}(\\d+)${MARK}!$`).exec(text);
  if (alone) return codes[Number(alone[1])]!;
  const parts = text.split(new RegExp(`${MARK}(\\d+)${MARK}`));
  const found = parts.map((part, index) =>
    index % 2 === 1 ? `(${codes[Number(part)]!})` : part === "" ? "" : JSON.stringify(part),
  );
  const [first, ...others] = found.filter((part) => part !== "");
  if (parts.length === 1) return JSON.stringify(text);
  if (first === undefined) return "";
  return others.length === 0 ? `"" & ${first}` : [first, ...others].join(" & ");
}

function jsonCode(value: JsonValue, text: (part: string) => string): string {
  if (typeof value === "string") return text(value);
  if (isJsonArray(value)) return `[${value.map((each) => jsonCode(each, text)).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, each]) => `${text(key)}: ${jsonCode(each ?? null, text)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
