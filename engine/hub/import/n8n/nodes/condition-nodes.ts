import type { JsonObject } from "../../../../core/json.ts";
import type { ScriptNames } from "../../script/script-value.ts";
import { UntranslatableText } from "../../untranslatable-text.ts";
import { numberIn, inside, listOf, type N8nNode } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import type { Stream } from "../n8n-stream.ts";
import { valueOf } from "../n8n-text.ts";
import type { NodeWriter, Written } from "../n8n-writer.ts";
import { conditionsOf, firstComparison } from "./conditions.ts";
import { written } from "../../written.ts";

/** One way out of a node that sends items different ways. */
interface Way {
  readonly port: string;
  when(names: ScriptNames): string;
}

const yes = ({ parameters }: N8nNode): Way => ({ port: "yes", when: (names) => conditionsOf(parameters, names) });

/** One item takes one way: a branch. */
function branch(writer: NodeWriter, ways: readonly Way[], otherwise: string | undefined): Written {
  const cases = ways.map(({ port, when }) => ({ port, when: when(writer.first) }));
  writer.add(writer.id, "branch", { cases, ...(otherwise === undefined ? {} : { otherwise }) });
  const ports = [...ways.map(({ port }) => port), ...(otherwise === undefined ? [] : [otherwise])];
  const outputs = ports.map((port) => ({
    stream: { ...writer.input, guards: new Map([...writer.input.guards, [writer.id, port]]) },
    exits: [{ from: writer.id, port }],
  }));
  return { entry: writer.id, outputs };
}

/** A list is sorted into one list for each way, in which there may be nothing. */
function sorted(writer: NodeWriter, ways: readonly Way[], otherwise: string | undefined, takesAll = false): Written {
  const names = writer.inList;
  const conditions = ways.map(({ when }) => `(${when(names)})`);
  const before = (index: number): readonly string[] => (takesAll ? [] : conditions.slice(0, index).map((each) => `$not${each}`));
  const lists = ways.map(({ port }, index) => [port, [conditions[index]!, ...before(index).toReversed()].join(" and ")] as const);
  const none = conditions.map((each) => `$not${each}`).join(" and ");
  const all = otherwise === undefined ? lists : [...lists, [otherwise, none] as const];
  const members = all.map(([port, when]) => `"${port}": [$filter(${writer.list}, function($item, $index) { ${when} })]`);
  writer.add(writer.id, "map", { expression: `{ ${members.join(", ")} }` });
  const { member: _, ...input } = writer.input;
  const outputs = all.map(([port]) => {
    const stream: Stream = { ...input, code: `steps.${writer.id}.${port}`, isList: true, pairs: new Map() };
    return { stream, exits: [{ from: writer.id }] };
  });
  return { entry: writer.id, outputs };
}

const ifNode: WriteNode = (writer) =>
  writer.input.isList ? sorted(writer, [yes(writer.node)], "no") : branch(writer, [yes(writer.node)], "no");

const filter: WriteNode = (writer) => {
  if (!writer.input.isList) return branch(writer, [yes(writer.node)], "no");
  const when = conditionsOf(writer.node.parameters, writer.inList);
  return writer.map(`[$filter(${writer.list}, function($item, $index) { ${when} })]`, { pairs: false });
};

const switchNode: WriteNode = (writer) => {
  const { ways, otherwise } = waysOf(writer.node);
  const takesAll = writer.node.options["allMatchingOutputs"] === true;
  return writer.input.isList || takesAll ? sorted(writer, ways, otherwise, takesAll) : branch(writer, ways, otherwise);
};

function waysOf({ parameters, options, version }: N8nNode): { ways: readonly Way[]; otherwise: string | undefined } {
  if (parameters["mode"] === "expression") return { ways: byNumber(parameters, version), otherwise: undefined };
  const first = listOf(inside(parameters["rules"], "rules"));
  if (first.length > 0 && version < 3) return firstVersion(parameters, first);
  const rules = listOf(inside(parameters["rules"], "values"));
  if (rules.length === 0) throw new UntranslatableText("Its rules cannot be read: use a branch with conditions in JSONata.");
  const fallback = options["fallbackOutput"] ?? "none";
  if (fallback !== "none" && fallback !== "extra")
    throw new UntranslatableText("What no rule takes goes the way of a rule: add its condition to that rule in JSONata.");
  const ways = rules.map((rule, index) => ({
    port: `case${index}`,
    when: (names: ScriptNames) => conditionsOf({ ...rule, options }, names),
  }));
  return { ways, otherwise: fallback === "extra" ? "otherwise" : undefined };
}

/** The number of the output is worked out. */
function byNumber(parameters: JsonObject, version: number): readonly Way[] {
  const outputs = numberIn(parameters, "numberOutputs", numberIn(parameters, "outputsAmount", 4));
  if (!(version >= 2) || !Number.isInteger(outputs) || outputs < 1 || outputs > 50)
    throw new UntranslatableText("How many ways it has cannot be read: use a branch with conditions in JSONata.");
  return Array.from({ length: outputs }, (_, index) => ({
    port: `case${index}`,
    when: (names: ScriptNames) => `(${valueOf(parameters["output"], names).code}) = ${index}`,
  }));
}

/** Rules of the first two versions: one value, compared with that of each rule, which says its output. */
function firstVersion(parameters: JsonObject, rules: readonly JsonObject[]) {
  const type = written(parameters["dataType"] ?? "number");
  const outputs = Math.max(...rules.map((rule) => numberIn(rule, "output", 0))) + 1;
  const taken = (index: number): readonly JsonObject[] => rules.filter((rule) => numberIn(rule, "output", 0) === index);
  const ways = Array.from({ length: Math.min(outputs, 50) }, (_, index) => ({
    port: `case${index}`,
    when: (names: ScriptNames) => {
      const each = taken(index).map((rule) =>
        firstComparison(
          { ...rule, value1: parameters["value1"] ?? "" },
          type,
          written(rule["operation"] ?? "equal"),
          type === "number" ? 0 : "",
          names,
        ),
      );
      return each.length === 0 ? "false" : each.join(" or ");
    },
  }));
  if (rules.some((rule, index) => index > 0 && numberIn(rule, "output", 0) < numberIn(rules[index - 1], "output", 0)))
    throw new UntranslatableText("Its rules are not in the order of their outputs: use a branch with conditions in JSONata.");
  const fallback = parameters["fallbackOutput"];
  if (typeof fallback === "number" && fallback >= 0 && fallback !== outputs)
    throw new UntranslatableText("What no rule takes goes the way of a rule: add its condition to that rule in JSONata.");
  return { ways, otherwise: typeof fallback === "number" && fallback >= 0 ? "otherwise" : undefined };
}

export const conditionNodes: Readonly<Record<string, WriteNode>> = { if: ifNode, filter, switch: switchNode };
