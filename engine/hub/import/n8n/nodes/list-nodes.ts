import { isJsonArray } from "../../../../core/json.ts";
import { UntranslatableText } from "../../untranslatable-text.ts";
import { pathStep } from "../../script/script-value.ts";
import { inside, listOf, textIn } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import { valueOf } from "../n8n-text.ts";
import type { NodeWriter } from "../n8n-writer.ts";
import { splitOut } from "./split-out.ts";
import { summarize } from "./summarize.ts";
import { written } from "../../written.ts";

const path = (name: string): string => name.split(".").map(pathStep).join(".");
const namesIn = (value: unknown): readonly string[] =>
  (isJsonArray(value) ? value.map(written) : typeof value === "string" ? value.split(",") : [])
    .map((name) => name.trim())
    .filter((name) => name !== "");

const sort: WriteNode = (writer) => {
  const { parameters, options } = writer.node;
  const type = parameters["type"] ?? "simple";
  if (!writer.input.isList) return writer.map(writer.input.code, { isList: false });
  if (type === "random") return writer.map(`[$shuffle(${writer.list})]`, { pairs: false });
  const fields = listOf(inside(parameters["sortFieldsUi"], "sortField"));
  if (type !== "simple" || fields.length === 0 || options["disableDotNotation"] === true)
    throw new UntranslatableText("How it sorts cannot be read: use a map node with an expression in JSONata.");
  const terms = fields.map(({ fieldName, order }) => `${order === "descending" ? ">" : "<"}${path(written(fieldName))}`);
  return writer.map(`[(${writer.list})^(${terms.join(", ")})]`, { pairs: false });
};

const limit: WriteNode = (writer) => {
  const { parameters } = writer.node;
  const most = valueOf(parameters["maxItems"] ?? 1, writer.first).code;
  const { input, list } = writer;
  const isLast = parameters["keep"] === "lastItems";
  if (!input.isList) return writer.map(input.code, { isList: false });
  const fits = isLast ? `$index >= $count(${list}) - ${most}` : `$index < ${most}`;
  return writer.map(`[$filter(${list}, function($item, $index) { ${fits} })]`, { pairs: !isLast });
};

const removeDuplicates: WriteNode = (writer) => {
  const { parameters } = writer.node;
  const operation = parameters["operation"] ?? "removeDuplicateInputItems";
  if (operation !== "removeDuplicateInputItems" && operation !== "removeDuplicates")
    throw new UntranslatableText(
      "It remembers the items of earlier runs, which a flow does not: ask the system that holds them.",
    );
  if (!writer.input.isList) return writer.map(writer.input.code, { isList: false });
  const compare = parameters["compare"] ?? "allFields";
  if (compare === "allFields") return writer.map(`[$distinct(${writer.list})]`, { pairs: false });
  const fields = namesIn(parameters["fieldsToCompare"]);
  const key = compare === "selectedFields" ? keyOf(fields) : keyWithout(namesIn(parameters["fieldsToExclude"]));
  const keys = `[$map($all, function($item) { ${key} })]`;
  const isFirst = "$i = 0 or $not($ids[$i] in $filter($ids, function($id, $n) { $n < $i }))";
  return writer.map(`($all := ${writer.list}; $ids := ${keys}; [$filter($all, function($item, $i) { ${isFirst} })])`, {
    pairs: false,
  });
};

/** What items have in common that count as the same, as text. */
function keyOf(fields: readonly string[]): string {
  if (fields.length === 0) throw new UntranslatableText("The fields that it compares cannot be read: use a map node in JSONata.");
  return `$string({ ${fields.map((field) => `${JSON.stringify(field)}: $item.${path(field)}`).join(", ")} })`;
}

const keyWithout = (fields: readonly string[]): string =>
  `$string($sift($item, function($v, $k) { $not($k in ${JSON.stringify(fields)}) }))`;

const aggregate: WriteNode = (writer) =>
  writer.unlessEmpty(() => writer.map(`{ ${(all(writer) ?? fields(writer)).join(", ")} }`, { isList: false, pairs: false }));

/** Whole items under one name. */
function all({ node: { parameters }, list }: NodeWriter): readonly string[] | undefined {
  if ((parameters["aggregate"] ?? "aggregateIndividualFields") !== "aggregateAllItemData") return undefined;
  const name = JSON.stringify(textIn(parameters, "destinationFieldName") ?? "data");
  const include = parameters["include"] ?? "allFields";
  if (include === "allFields") return [`${name}: ${list}`];
  const isOnly = include === "specifiedFields";
  const chosen = JSON.stringify(namesIn(parameters[isOnly ? "fieldsToInclude" : "fieldsToExclude"]));
  const fits = isOnly ? `$k in ${chosen}` : `$not($k in ${chosen})`;
  return [`${name}: [$map(${list}, function($item) { $sift($item, function($v, $k) { ${fits} }) })]`];
}

/** A list of the values of each field. */
function fields({ node: { parameters, options }, list }: NodeWriter): readonly string[] {
  const listed = listOf(inside(parameters["fieldsToAggregate"], "fieldToAggregate"));
  if (listed.length === 0) throw new UntranslatableText("The fields that it gathers cannot be read: use a map node in JSONata.");
  return listed.map((field) => {
    const name = written(field["fieldToAggregate"]);
    const shown = field["renameField"] === true ? written(field["outputFieldName"]) : (name.split(".").at(-1) ?? name);
    const values = `$map(${list}, function($item) { $item.${path(name)} })`;
    const kept =
      options["keepMissing"] === true
        ? `$map(${list}, function($item) { $exists($item.${path(name)}) ? $item.${path(name)} : null })`
        : `$filter(${values}, function($v) { $v != null })`;
    const merged =
      options["mergeLists"] === true ? `$reduce([${kept}], function($all, $one) { $append($all, $one) }, [])` : `[${kept}]`;
    return `${JSON.stringify(shown)}: ${merged}`;
  });
}

/** The node that once did what each of these does now. */
const itemLists: WriteNode = (writer, arrivals) => {
  const { parameters } = writer.node;
  const operations: Readonly<Record<string, WriteNode>> = {
    splitOutItems: splitOut,
    aggregateItems: aggregate,
    concatenateItems: aggregate,
    limit,
    removeDuplicates,
    sort,
    summarize,
  };
  const operation = textIn(parameters, "operation") ?? "splitOutItems";
  const write = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  if (write === undefined)
    throw new UntranslatableText(`Its operation "${operation}" is not known here: use a map node in JSONata.`);
  return write(writer, arrivals);
};

export const listNodes: Readonly<Record<string, WriteNode>> = { sort, limit, removeDuplicates, aggregate, itemLists };
