import { UntranslatableText } from "../../untranslatable-text.ts";
import { inside, listOf, numberIn, textIn, type N8nNode } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import { eitherOf, excludeEachOther, listCode, type Stream } from "../n8n-stream.ts";
import { pathStep } from "../../script/script-value.ts";
import type { NodeWriter, Written } from "../n8n-writer.ts";
import type { Arrival } from "../workflow-draft.ts";
import { written } from "../../written.ts";

/** Brings the data of its inputs together, when all have come that can. */
export const merge: WriteNode = (writer, arrivals) => {
  const inputs = [0, 1, ...arrivals.map(({ input }) => input)];
  const count = Math.max(numberIn(writer.node.parameters, "numberInputs", 2), ...inputs.map((input) => input + 1));
  const given = Array.from({ length: Math.min(count, 10) }, (_, input) =>
    inputStream(arrivals.filter((each) => each.input === input)),
  );
  const there = arrivals.map(({ stream }) => stream);
  for (const stream of there) writer.takesWhole(stream);
  const isEither =
    there.length > 1 && there.every((left, at) => there.slice(at + 1).every((right) => excludeEachOther(left, right)));
  if (isEither && modeOf(writer.node) === "append") return either(writer, arrivals);
  const join = writer.draft.sketch.mint(`${writer.id}Join`);
  writer.add(join, "join", {}, { name: `All for ${writer.node.name}` });
  for (const { exits } of arrivals)
    for (const { from, port } of exits) writer.draft.sketch.connect(from, join, port === undefined ? {} : { port });
  writer.draft.sketch.connect(join, writer.id);
  const { expression, isList = true } = merged(writer.node, given);
  writer.add(writer.id, "map", { expression });
  const shared = [...(there[0]?.guards ?? [])].filter(([branch, way]) => there.every(({ guards }) => guards.get(branch) === way));
  const written = writer.gives(writer.id, { code: `steps.${writer.id}`, isList, pairs: false });
  const [{ stream, exits }] = written.outputs as readonly [Written["outputs"][number]];
  return { entry: join, outputs: [{ stream: { ...stream, guards: new Map(shared) }, exits }] };
};

function either(writer: NodeWriter, arrivals: readonly Arrival[]): Written {
  const stream = eitherOf(arrivals.map((each) => each.stream));
  writer.add(writer.id, "map", { expression: stream.code });
  for (const { exits } of arrivals)
    for (const { from, port } of exits) writer.draft.sketch.connect(from, writer.id, port === undefined ? {} : { port });
  return { entry: writer.id, outputs: [{ stream: { ...stream, code: `steps.${writer.id}` }, exits: [{ from: writer.id }] }] };
}

const EMPTY: Stream = { code: "[]", isList: true, guards: new Map(), parent: undefined, pairs: new Map() };

function inputStream(arrivals: readonly Arrival[]): Stream {
  const [only = EMPTY, ...others] = arrivals.map(({ stream }) => stream);
  if (others.length === 0) return only;
  return { ...only, isList: true, code: [only, ...others].map(listCode).reduce((all, list) => `$append(${all}, ${list})`) };
}

/** The modes of all versions by what the third calls them. */
function modeOf({ parameters, version }: N8nNode): string {
  const mode = textIn(parameters, "mode") ?? "append";
  const by = textIn(parameters, "combineBy") ?? textIn(parameters, "combinationMode");
  if (mode === "combine" || mode === "combineBySql")
    return mode === "combine" ? (COMBINED[by ?? "mergeByFields"] ?? "unknown") : mode;
  if (version < 2) return FIRST[mode] ?? mode;
  return mode;
}

const COMBINED: Readonly<Record<string, string>> = {
  combineByFields: "fields",
  mergeByFields: "fields",
  combineByPosition: "position",
  mergeByPosition: "position",
  combineAll: "all",
  multiplex: "all",
};
const FIRST: Readonly<Record<string, string>> = {
  mergeByIndex: "position",
  multiplex: "all",
  passThrough: "chooseBranch",
  wait: "chooseBranch",
};

function merged(node: N8nNode, inputs: readonly Stream[]): { expression: string; isList?: boolean } {
  const lists = inputs.map(listCode);
  const [one = "[]", two = "[]"] = lists;
  refuseSuffixes(node);
  switch (modeOf(node)) {
    case "append":
      return { expression: lists.reduce((all, list) => `$append(${all}, ${list})`) };
    case "position":
      return byPosition(node, inputs);
    case "all":
      return {
        expression: `$reduce(${one}, function($all, $a) { $append($all, [$map(${two}, function($b) { $merge([$a, $b]) })]) }, [])`,
      };
    case "fields":
      return { expression: byFields(node, one, two) };
    case "chooseBranch":
      return chosen(node, inputs);
    default:
      throw new UntranslatableText("It combines in a way that is not known here: use a map node with an expression in JSONata.");
  }
}

function refuseSuffixes({ options }: N8nNode): void {
  const clash = inside(inside(options, "clashHandling"), "values");
  if (clash === undefined) return;
  const way = inside(clash, "resolveClash");
  if (way !== "preferInput2" && way !== "preferLast")
    throw new UntranslatableText(
      "Of fields that both inputs have it does not keep the second: use a map node with an expression in JSONata.",
    );
}

function byPosition({ parameters, options }: N8nNode, inputs: readonly Stream[]): { expression: string; isList?: boolean } {
  const keepsUnpaired = options["includeUnpaired"] === true || parameters["join"] === "outer";
  const isSingle = inputs.every(({ isList, guards }) => !isList && guards.size === 0);
  if (isSingle) return { expression: `$merge([${inputs.map(({ code }) => code).join(", ")}])`, isList: false };
  const lists = inputs.map((input, at) => `$in${at + 1} := ${listCode(input)}`);
  const names = inputs.map((_, at) => `$in${at + 1}`);
  const counts = names.map((name) => `$count(${name})`);
  const size = `${keepsUnpaired ? "$max" : "$min"}([${counts.join(", ")}])`;
  const pick = names.map((name) => `${name}[$n]`);
  return { expression: `(${lists.join("; ")}; [$map([0..${size} - 1], function($n) { $merge([${pick.join(", ")}]) })])` };
}

/** Fields of the two inputs that must be equal. */
function pairsOf({ parameters }: N8nNode): readonly (readonly [string, string])[] {
  const named = textIn(parameters, "fieldsToMatchString") ?? "";
  if (named !== "" && parameters["advanced"] !== true) return named.split(",").map((name) => [name.trim(), name.trim()]);
  const listed = listOf(inside(parameters["mergeByFields"], "values"));
  return listed.map(({ field1, field2 }) => [written(field1), written(field2)]);
}

const path = (name: string): string => name.split(".").map(pathStep).join(".");

function byFields(node: N8nNode, one: string, two: string): string {
  const { parameters, options } = node;
  const pairs = pairsOf(node);
  if (pairs.length === 0)
    throw new UntranslatableText("The fields by which it combines cannot be read: use a map node in JSONata.");
  if (options["fuzzyCompare"] === true || options["disableDotNotation"] === true)
    throw new UntranslatableText("It compares fields in a way that is not known here: use a map node in JSONata.");
  const equal = pairs.map(([left, right]) => `$b.${path(right)} = $a.${path(left)}`).join(" and ");
  const matches = `[$filter($two, function($b) { ${equal} })]${options["multipleMatches"] === "first" ? "[0]" : ""}`;
  const both = "[$map($m, function($b) { $merge([$a, $b]) })]";
  const mode = textIn(parameters, "joinMode") ?? "keepMatches";
  const from = mode === "keepMatches" || mode === "keepNonMatches" ? (textIn(parameters, "outputDataFrom") ?? "both") : "both";
  const each = (make: string): string => `$reduce($one, function($all, $a) {( $m := ${matches}; $append($all, ${make}) )}, [])`;
  const rest = `[$filter($two, function($b) { $count($filter($one, function($a) { ${equal} })) = 0 })]`;
  const unmatched = each("$count($m) = 0 ? [$a] : []");
  const enriched = each(`$count($m) > 0 ? ${both} : [$a]`);
  const ways: Readonly<Record<string, string>> = {
    "keepMatches both": each(both),
    "keepMatches input1": each("$count($m) > 0 ? [$a] : []"),
    "enrichInput1 both": enriched,
    "keepEverything both": `$append(${enriched}, ${rest})`,
    "keepNonMatches input1": unmatched,
    "keepNonMatches input2": rest,
    "keepNonMatches both": `$append(${unmatched}, ${rest})`,
  };
  const way = Object.hasOwn(ways, `${mode} ${from}`) ? ways[`${mode} ${from}`] : undefined;
  if (way === undefined)
    throw new UntranslatableText(
      `It combines by "${mode}", which is not known here: use a map node with an expression in JSONata.`,
    );
  return `($one := ${one}; $two := ${two}; ${way})`;
}

function chosen({ parameters }: N8nNode, inputs: readonly Stream[]): { expression: string; isList?: boolean } {
  const output = textIn(parameters, "output") ?? "specifiedInput";
  if (output === "empty") return { expression: "{}", isList: false };
  const number = output === "input2" ? 2 : numberIn(parameters, "useDataOfInput", 1);
  const input = inputs[number - 1];
  if (input === undefined) throw new UntranslatableText("The input it hands on cannot be read: use a map node in JSONata.");
  return input.isList || input.guards.size > 0 ? { expression: listCode(input) } : { expression: input.code, isList: false };
}
