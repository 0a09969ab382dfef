import { isAlias, isScalar, LineCounter, parseDocument, visit, type Document, type Node } from "yaml";
import type { Problem, ProblemCode } from "../problem.ts";
import { DOCUMENT_LIMITS, edgeSchema, flowDocumentSchema, nodeSchema, retrySchema, type FlowDocument } from "./flow-document.ts";
import { limitsSchema } from "../limits/limits-schema.ts";
import { bundledMappingSchema } from "../expression/mappings/mapping-bundle.ts";
import { schemaProblems } from "./schema-problems.ts";
import { attachPositions, noPositions, sourcePositions, type SourcePositions } from "./source-positions.ts";

export interface ReadFlow {
  /** Present when the text has the shape of a flow document; rules may still find problems in it. */
  readonly document?: FlowDocument;
  readonly problems: readonly Problem[];
  /** For problems found later: see `attachPositions`. */
  readonly positions: SourcePositions;
}

/**
 * Reads the text of a `flow.yaml` (JSON is a subset). Anchors, aliases and tags are refused: they let a small file grow
 * without bound or mean something else than it says, and a flow has no use for them.
 */
export function readFlow(text: string): ReadFlow {
  const read = readPlainYaml(text);
  if (!read.ok) return { problems: read.problems, positions: read.positions };
  return { ...checkShape(read.yaml.toJS(), read.positions), positions: read.positions };
}

type PlainYaml =
  | { readonly ok: true; readonly yaml: Document; readonly positions: SourcePositions }
  | { readonly ok: false; readonly problems: readonly Problem[]; readonly positions: SourcePositions };

/** YAML (or JSON) of a size and shape that is safe to hold: within the limits, without anchors, aliases and tags. */
export function readPlainYaml(text: string): PlainYaml {
  const refused = checkSize(text) ?? checkNesting(text);
  if (refused) return { ok: false, problems: [refused], positions: noPositions };
  const lines = new LineCounter();
  const yaml = parseYaml(text, lines);
  if (yaml === undefined) return { ok: false, problems: [nestingProblem()], positions: noPositions };
  const positions = sourcePositions(yaml, lines);
  const unsafe = [...syntaxProblems(yaml, lines), ...unsafeProblems(yaml, lines)];
  return unsafe.length > 0 ? { ok: false, problems: unsafe, positions } : { ok: true, yaml, positions };
}

function checkSize(text: string): Problem | undefined {
  const bytes = text.length > DOCUMENT_LIMITS.bytes ? text.length : new TextEncoder().encode(text).length;
  if (bytes <= DOCUMENT_LIMITS.bytes) return undefined;
  const message = `The flow document has ${bytes} bytes; the limit is ${DOCUMENT_LIMITS.bytes}.`;
  return problem("flow/too-large", message, "Split the flow, or move sample data out of it.");
}

const MAX_NESTING = 200;
const DASHES = new RegExp(`(?:[-?:][ \\t]+){${MAX_NESTING}}`);

/**
 * The parser recurses once per level and slows down long before it gives up. Brackets inside text are counted too, which
 * only matters for a text that opens hundreds and closes none.
 */
function checkNesting(text: string): Problem | undefined {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index);
    if (character === 0x5b || character === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (character === 0x5d || character === 0x7d) depth = Math.max(0, depth - 1);
  }
  return deepest > MAX_NESTING || DASHES.test(text) ? nestingProblem() : undefined;
}

const nestingProblem = (): Problem =>
  problem("flow/unreadable", `The flow document is nested deeper than ${MAX_NESTING} levels.`, "Make the nesting flatter.");

/** The options that both reading and rewriting use: positions kept, nothing expanded, keys unique. */
export const YAML_OPTIONS = { version: "1.2", schema: "core", merge: false, uniqueKeys: true, prettyErrors: false } as const;

function parseYaml(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, { ...YAML_OPTIONS, lineCounter });
  } catch {
    return undefined;
  }
}

function syntaxProblems(document: Document, lines: LineCounter): Problem[] {
  return document.errors.slice(0, 20).map((error) => {
    const sentence = error.message.replace(/; please use .*$/, "").replace(/\.$/, "");
    const isDuplicate = error.code === "DUPLICATE_KEY";
    const fix = isDuplicate ? "Keep one of the keys with this name." : "Correct the YAML at this place.";
    return at(lines, error.pos[0], problem("flow/unreadable", `The flow document cannot be read: ${sentence}.`, fix));
  });
}

/** One problem per kind of thing is enough: the first place is where the person starts. */
function unsafeProblems(document: Document, lines: LineCounter): Problem[] {
  const found = new Map<string, Problem>();
  const note = (node: { range?: Node["range"] }, made: Problem) => {
    if (!found.has(made.message)) found.set(made.message, at(lines, node.range?.[0] ?? 0, made));
  };
  visit(document, {
    Alias: (_, node) => note(node, aliasProblem("an alias", `*${node.source}`)),
    Value: (_, node) => {
      if (isAlias(node)) return;
      if (node.anchor !== undefined) note(node, aliasProblem("an anchor", `&${node.anchor}`));
      if (node.tag !== undefined) note(node, tagProblem(node.tag));
    },
    Pair: (_, pair) => {
      const key = pair.key as Node | null;
      if (key !== null && !isAlias(key) && !isUsableKey(key)) note(key, keyProblem());
    },
  });
  return [...found.values()];
}

const isUsableKey = (key: Node): boolean => isScalar(key) && key.value !== null && key.value !== "__proto__";

const aliasProblem = (what: string, name: string): Problem =>
  problem(
    "flow/yaml-alias",
    `The flow document uses ${what}, ${name}; anchors and aliases are refused.`,
    "Write the value out in each place.",
  );

const tagProblem = (tag: string): Problem =>
  problem(
    "flow/unreadable",
    `The flow document uses the tag ${tag}; tags are refused.`,
    "Remove the tag and write a plain value.",
  );

const keyProblem = (): Problem =>
  problem(
    "flow/unreadable",
    "The flow document has a key that is not a plain name.",
    "Use text, other than __proto__, as the key.",
  );

const at = (lines: LineCounter, offset: number, made: Problem): Problem => {
  const { line, col } = lines.linePos(offset);
  return { ...made, line, column: col };
};

const problem = (code: ProblemCode, message: string, fix: string): Problem => ({
  code,
  severity: "error",
  message,
  fix,
  path: "",
});

function checkShape(value: unknown, positions: SourcePositions): { document?: FlowDocument; problems: Problem[] } {
  const versionProblem = checkVersion(value);
  if (versionProblem) return { problems: attachPositions([versionProblem], positions) };
  const result = flowDocumentSchema.safeParse(value);
  if (result.success) return { document: result.data, problems: [] };
  const found = schemaProblems(result.error.issues, {
    subjectOf: (path) => subjectOf(value, path),
    nodeIdOf: (path) => nodeIdOf(value, path),
    knownKeysAt,
  });
  return { problems: attachPositions(found, positions) };
}

function checkVersion(value: unknown): Problem | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return problem(
      "flow/unreadable",
      "The text is not a flow document.",
      "Start it with `omnilink: 1` and give it an id, a name, nodes and edges.",
    );
  }
  const version = (value as { omnilink?: unknown }).omnilink;
  if (version === 1) return undefined;
  const said =
    version === undefined ? "does not say its version" : `says version ${JSON.stringify(version)}, and only version 1 is known`;
  return {
    ...problem("flow/unsupported-version", `The flow document ${said}.`, "Write `omnilink: 1` as its first line."),
    path: "/omnilink",
  };
}

function partAt(value: unknown, path: readonly PropertyKey[], list: "nodes" | "edges"): Record<string, unknown> | undefined {
  if (path[0] !== list || typeof path[1] !== "number") return undefined;
  const part = (value as Record<string, unknown[] | undefined>)[list]?.[path[1]];
  return typeof part === "object" && part !== null ? (part as Record<string, unknown>) : undefined;
}

function nodeIdOf(value: unknown, path: readonly PropertyKey[]): string | undefined {
  const id = partAt(value, path, "nodes")?.["id"];
  return typeof id === "string" ? id : undefined;
}

function subjectOf(value: unknown, path: readonly PropertyKey[]): string {
  const node = partAt(value, path, "nodes");
  if (node !== undefined) return nodeSubject(node["name"], node["id"], path[1] as number);
  const edge = partAt(value, path, "edges");
  if (edge !== undefined) return edgeSubject(edge["from"], edge["to"], path[1] as number);
  return "The flow document";
}

function nodeSubject(name: unknown, id: unknown, index: number): string {
  if (typeof id !== "string") return `Node ${index + 1} of the list`;
  return typeof name === "string" ? `Node "${name}" (${id})` : `Node "${id}"`;
}

function edgeSubject(from: unknown, to: unknown, index: number): string {
  const hasEnds = typeof from === "string" && typeof to === "string";
  return hasEnds ? `The edge from "${from}" to "${to}"` : `Edge ${index + 1} of the list`;
}

function knownKeysAt(path: readonly PropertyKey[]): readonly string[] {
  if (path.length === 0) return Object.keys(flowDocumentSchema.shape);
  if (path[0] === "limits") return limitKeys(path);
  if (path[0] === "mappings") return Object.keys(bundledMappingSchema.shape);
  if (path.at(-1) === "retry") return Object.keys(retrySchema.shape);
  return Object.keys(path[0] === "edges" ? edgeSchema.shape : nodeSchema.shape);
}

function limitKeys([, name]: readonly PropertyKey[]): readonly string[] {
  if (name === undefined) return Object.keys(limitsSchema.shape);
  const limit = (limitsSchema.shape as Record<PropertyKey, { unwrap(): unknown } | undefined>)[name]?.unwrap();
  return typeof limit === "object" && limit !== null && "shape" in limit ? Object.keys(limit.shape as object) : [];
}
