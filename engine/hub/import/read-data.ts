import { parse, YAMLParseError } from "yaml";
import { parseJson, type JsonValue } from "../../core/json.ts";
import type { Problem } from "../../core/problem.ts";
import { refusedFile } from "./refused-file.ts";

/** What a text says as JSON or YAML, or where it stops saying anything; `undefined` where it is neither. */
export type ReadData = { readonly value: JsonValue } | { readonly problem: Problem } | undefined;

export const MAX_DEPTH = 64;

/**
 * JSON first. What is no JSON is read as YAML only where it looks like a file of one of the formats, or like JSON that is
 * broken: any text is YAML of some sort.
 */
export function readData(text: string): ReadData {
  try {
    return { value: parseJson(text) };
  } catch (error) {
    if (/^[\s\ufeff]*[[{]/.test(text)) return readYaml(text, error as SyntaxError);
    return /^\s*(?:document|omnilink)\s*:/m.test(text) ? readYaml(text) : undefined;
  }
}

function readYaml(text: string, asJson?: SyntaxError): ReadData {
  if (isNestedTooDeep(text)) return { problem: tooDeep() };
  try {
    // Not "silent": that would pass over what is broken, too.
    const read: unknown = parse(text, { maxAliasCount: 100, logLevel: "error" }) ?? null;
    return { value: parseJson(JSON.stringify(read)) };
  } catch (error) {
    return { problem: brokenAt(asJson, error) };
  }
}

/** The reader of JSON knows best what JSON lacks, but does not always say where. */
function brokenAt(asJson: SyntaxError | undefined, error: unknown): Problem {
  const [, said = "", line, column] =
    /^(.*?) in JSON at position \d+ \(line (\d+) column (\d+)\)/.exec(asJson?.message ?? "") ?? [];
  if (line !== undefined) return broken("JSON", said, { line: Number(line), column: Number(column) });
  const message = error instanceof Error ? error.message : "";
  const place = error instanceof YAMLParseError ? error.linePos?.[0] : undefined;
  const words = message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "");
  return broken(asJson ? "JSON" : "YAML", words, place && { line: place.line, column: place.col });
}

type At = Pick<Problem, "line" | "column"> | undefined;

const broken = (language: string, said: string, at: At): Problem => {
  const where = at ? ` at line ${at.line}, column ${at.column}` : "";
  const what = said.slice(0, 300).replace(/\.$/, "");
  return refusedFile("flow/unreadable", `The file is no readable ${language}${where}: ${what}.`, "Mend it at that place.", at);
};

export const tooDeep = (): Problem =>
  refusedFile("flow/too-large", `The file is nested deeper than ${MAX_DEPTH} levels.`, "Make the nesting flatter.");

/** Found before it is read, since reading what is nested very deep takes long: brackets that are open, and entries of entries in one line. */
function isNestedTooDeep(text: string): boolean {
  let depth = 0;
  for (const [sign] of text.matchAll(/[[\]{}]/g)) {
    depth = Math.max(0, depth + (sign === "[" || sign === "{" ? 1 : -1));
    if (depth > MAX_DEPTH) return true;
  }
  return /^[ \t]*(?:[-?][ \t]+){65}/m.test(text);
}
