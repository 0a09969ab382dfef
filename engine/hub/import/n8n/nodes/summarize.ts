import { UntranslatableText } from "../../untranslatable-text.ts";
import { pathStep } from "../../script/script-value.ts";
import { inside, listOf, textIn } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import { written } from "../../written.ts";

/** How a figure over the items of a group is named and worked out. */
const FIGURES: Readonly<Record<string, readonly [name: string, make: (values: string) => string]>> = {
  sum: ["sum", (values) => `$sum(${values})`],
  average: ["average", (values) => `$average(${values})`],
  min: ["min", (values) => `$min(${values})`],
  max: ["max", (values) => `$max(${values})`],
  count: ["count", (values) => `$count(${values})`],
  countUnique: ["unique_count", (values) => `$count($distinct(${values}))`],
  append: ["appended", (values) => `[${values}]`],
};

/** One item for all, or one for each value of a field, with figures over them. */
export const summarize: WriteNode = (writer) => {
  const { parameters, options } = writer.node;
  const figures = listOf(inside(parameters["fieldsToSummarize"], "values")).map(({ aggregation, field }) => {
    const [name, make] = FIGURES[written(aggregation ?? "count")] ?? [];
    const given = written(field ?? "");
    if (name === undefined || make === undefined || given === "") throw unreadable();
    return `${JSON.stringify(`${name}_${given}`)}: ${make(`$group.${given.split(".").map(pathStep).join(".")}`)}`;
  });
  const by = (textIn(parameters, "fieldsToSplitBy") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (figures.length === 0 || by.length > 1 || options["outputFormat"] === "singleItem") throw unreadable();
  const [key] = by;
  if (key === undefined)
    return writer.unlessEmpty(() =>
      writer.map(`($group := ${writer.list}; { ${figures.join(", ")} })`, { isList: false, pairs: false }),
    );
  const field = pathStep(key);
  const group = `$group := [$filter($all, function($item) { $item.${field} = $key })]`;
  const each = `(${group}; { ${JSON.stringify(key)}: $key, ${figures.join(", ")} })`;
  return writer.map(`($all := ${writer.list}; [$map([$distinct($all.${field})], function($key) {${each}})])`, { pairs: false });
};

const unreadable = (): UntranslatableText =>
  new UntranslatableText("What it summarizes cannot be read: use a map node with an expression in JSONata.");
