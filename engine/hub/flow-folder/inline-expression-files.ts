import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { isMap, isScalar, LineCounter, parse, parseDocument, visit, type YAMLMap } from "yaml";
import { DOCUMENT_LIMITS } from "../../core/flow/flow-document.ts";
import { YAML_OPTIONS } from "../../core/flow/read-flow.ts";
import type { Problem } from "../../core/problem.ts";

/**
 * Replaces `expression: { file: total.jsonata }` by the text of `mappings/total.jsonata`, and `tests: { file: total.tests.yaml }`
 * by the test cases in that file, so that a stored flow version is whole by itself. What is put in is one line in the same
 * place: nothing else of the document moves, and lines in problems stay true. Only files inside `mappings/` are read,
 * whatever the name says and wherever links lead.
 */
export function inlineExpressionFiles(source: string, mappings: string): { source: string; problems: readonly Problem[] } {
  if (!SUFFIXES.some((suffix) => source.includes(suffix))) return { source, problems: [] };
  const problems: Problem[] = [];
  let result = source;
  for (const reference of findReferences(source).reverse()) {
    const text = readMapping(reference.file, mappings);
    if (text.ok) result = splice(result, reference, text.value);
    else problems.unshift({ ...text.problem, line: reference.line, column: reference.column });
  }
  return { source: result, problems };
}

const TESTS = ".tests.yaml";
const SUFFIXES = [".jsonata", TESTS] as const;
/** Of a file with tests. */
const MAX_TEST_BYTES = 512 * 1024;

interface Reference {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

function findReferences(source: string): Reference[] {
  const lines = new LineCounter();
  const references: Reference[] = [];
  let document;
  try {
    document = parseDocument(source, { ...YAML_OPTIONS, lineCounter: lines });
  } catch {
    // Too deep to parse: reading the document says so, with its place.
    return [];
  }
  visit(document, {
    Map: (_, node) => {
      const file = referencedFile(node);
      if (file === undefined || !node.range) return undefined;
      const { line, col } = lines.linePos(node.range[0]);
      references.push({ file, start: node.range[0], end: node.range[1], line, column: col });
      return visit.SKIP;
    },
  });
  return references;
}

function referencedFile(node: YAMLMap): string | undefined {
  const [pair] = node.items;
  if (node.items.length !== 1 || !pair || !isScalar(pair.key) || pair.key.value !== "file") return undefined;
  if (isMap(pair.value) || !isScalar(pair.value) || typeof pair.value.value !== "string") return undefined;
  const name = pair.value.value;
  return SUFFIXES.some((suffix) => name.endsWith(suffix)) ? name : undefined;
}

/** Line ends at the end of a block mapping belong to it; they stay, so that no later line moves. */
function splice(source: string, { start, end }: Reference, replacement: string): string {
  const replaced = source.slice(start, end);
  const lineEnds = "\n".repeat(replaced.split("\n").length - 1);
  return source.slice(0, start) + replacement + lineEnds + source.slice(end);
}

/** `value` is YAML on one line. */
type Mapping = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: Problem };

function readMapping(file: string, mappings: string): Mapping {
  const path = join(mappings, file);
  if (!isInside(path, mappings))
    return refuse("expression/file-missing", `The flow has no file mappings/${file}.`, addFile(file));
  if (file.endsWith(TESTS)) return readTests(file, path);
  if (statSync(path).size > DOCUMENT_LIMITS.expressionBytes) {
    const message = `mappings/${file} has ${statSync(path).size} bytes; the limit for an expression is ${DOCUMENT_LIMITS.expressionBytes}.`;
    return refuse("expression/too-long", message, "Split it over several map nodes.");
  }
  return { ok: true, value: JSON.stringify(readFileSync(path, "utf8")) };
}

function readTests(file: string, path: string): Mapping {
  if (statSync(path).size > MAX_TEST_BYTES) {
    const message = `mappings/${file} has ${statSync(path).size} bytes; the limit for tests of a mapping is ${MAX_TEST_BYTES}.`;
    return refuse("flow/too-large", message, "Keep the fields the mapping reads, and leave out the rest.");
  }
  try {
    return { ok: true, value: JSON.stringify(parse(readFileSync(path, "utf8"), { maxAliasCount: 0 }) ?? []) };
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n", 1)[0]! : String(error);
    return refuse("flow/unreadable", `mappings/${file} cannot be read: ${reason}.`, "Mend the YAML of the file.");
  }
}

function isInside(path: string, folder: string): boolean {
  if (!existsSync(path) || !statSync(path).isFile()) return false;
  return realpathSync(path).startsWith(realpathSync(folder) + sep);
}

const addFile = (file: string): string => `Add ${file} to the folder mappings beside flow.yaml; only files in it are read.`;

const refuse = (code: Problem["code"], message: string, fix: string): Mapping => ({
  ok: false,
  problem: { code, severity: "error", message, fix, path: "" },
});
