import type { MappingBundle } from "../../expression/mappings/mapping-bundle.ts";
import { parseSyntax } from "../../expression/syntax/parse-syntax.ts";
import type { SyntaxNode } from "../../expression/syntax/syntax-node.ts";
import { walk } from "../../expression/syntax/visit.ts";
import { isPlainStep } from "../model/array-path.ts";
import { pathsRead } from "../../expression/syntax/paths-read.ts";
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from "../../json.ts";
import type { SchemaTree } from "../schema/schema-tree.ts";
import { redactSensitive } from "./redact-sensitive.ts";
import type { MappingTest } from "./mapping-test.ts";
import { evaluateHere, type EvaluateMapping } from "./run-mapping-tests.ts";

export interface RecordedMapping {
  readonly name: string;
  readonly expression: string;
  /** What the contract of its source is held against, when it has one: kept as a whole. */
  readonly checked?: string;
  /** What the expression saw in the run. */
  readonly scope: JsonObject;
  /** ISO time of the step. */
  readonly at: string;
  /** Of the whole scope; what it marks `x-sensitive` is not kept. */
  readonly schema?: SchemaTree;
  /** What the flow brings along for `$useMapping`. */
  readonly mappings?: MappingBundle | undefined;
}

/**
 * A test case of what a run did: the data the mapping read and nothing else, with sensitive values replaced by made-up ones of the same
 * kind. What is expected is what the mapping makes of those, so nothing secret comes back through the result. Throws `StepFailure`
 * when it makes nothing of them.
 */
export async function testFromRun(recorded: RecordedMapping, evaluate: EvaluateMapping = evaluateHere): Promise<MappingTest> {
  const { name, expression, checked, scope, at, schema, mappings } = recorded;
  const given = redactSensitive(readPart(expression, checked, scope), schema);
  const expected = (await evaluate(expression, given, Date.parse(at), mappings)) ?? null;
  return { name, given, expected, now: new Date(at).toISOString() } as MappingTest;
}

/** The part of the scope that an expression reads, and all that its contract looks at. */
export function readPart(expression: string, checked: string | undefined, scope: JsonObject): JsonObject {
  const paths = pathsOf(expression);
  const whole = checked === undefined ? [] : pathsOf(checked);
  return paths === undefined || whole === undefined ? scope : ((select(scope, [...paths, ...whole]) ?? {}) as JsonObject);
}

function pathsOf(expression: string): readonly (readonly string[])[] | undefined {
  const tree = parseSyntax(expression);
  if (!tree.ok) return undefined;
  const loops = loopRanges(tree.root);
  return pathsRead(tree).map(({ path, start, end }) => (loops.has(`${start}-${end}`) ? [...path, ITEMS_ONLY] : path));
}

/** No field has this name: of a list that is only gone through, the items count and not what is in them. */
const ITEMS_ONLY = "";

/** `input.lines` in `input.lines.{ … }`: what is read of the lines, the constructor says. */
function loopRanges(root: SyntaxNode): ReadonlySet<string> {
  const ranges = new Set<string>();
  walk(root, (node) => {
    if (node.kind !== "path") return;
    const made = node.steps.findIndex((step) => !isPlainStep(step));
    if (made > 0) ranges.add(`${node.start}-${node.steps[made - 1]!.end}`);
  });
  return ranges;
}

/** Names are followed through lists, item by item; what an expression reads as a whole is kept as a whole. */
function select(value: JsonValue, paths: readonly (readonly string[])[]): JsonValue | undefined {
  if (paths.some(([first]) => first === undefined || first === "*" || first === "**")) return value;
  if (isJsonArray(value)) return value.map((item) => select(item, paths) ?? null);
  if (!isJsonObject(value)) return undefined;
  const names = [...new Set(paths.map(([first]) => first!))].filter((name) => Object.hasOwn(value, name));
  const members = Object.keys(value).filter((name) => names.includes(name));
  return Object.fromEntries(members.flatMap((name) => selectMember(name, value[name]!, paths)));
}

function selectMember(name: string, value: JsonValue, paths: readonly (readonly string[])[]): [string, JsonValue][] {
  const below = paths.filter(([first]) => first === name).map((path) => path.slice(1));
  const selected = typeof value === "object" && value !== null ? select(value, below) : value;
  return selected === undefined ? [] : [[name, selected]];
}
