import { UntranslatableText } from "../../untranslatable-text.ts";
import { pathStep } from "../../script/script-value.ts";
import { textIn } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import type { NodeWriter } from "../n8n-writer.ts";

/** Makes an item of each entry of a list that an item holds. */
export const splitOut: WriteNode = (writer) => {
  const { input } = writer;
  const entries = entriesOf(writer);
  if (!input.isList) return writer.map(entries(memberItem(writer, input.code), input.code), { pairs: false });
  const each = entries(memberItem(writer, "$item"), "$item");
  return writer.map(`$reduce(${input.code}, function($all, $item) { $append($all, ${each}) }, [])`, { pairs: false });
};

const fieldOf = ({ node: { parameters } }: NodeWriter): string => {
  const field = (textIn(parameters, "fieldToSplitOut") ?? "").trim();
  if (field === "" || field.startsWith("=") || field.includes(",") || field.includes("$"))
    throw new UntranslatableText("Which list it takes apart cannot be read: use a map node with an expression in JSONata.");
  return field;
};

/** The list of an item; what is known of a webhook is its body. */
function memberItem(writer: NodeWriter, item: string): string {
  const [first = "", ...rest] = fieldOf(writer).split(".");
  const { member } = writer.input;
  const head = member === undefined ? `${item}.${pathStep(first)}` : (member(first)?.code ?? item);
  return [head, ...rest.map(pathStep)].join(".");
}

function entriesOf(writer: NodeWriter): (list: string, item: string) => string {
  const { parameters, options } = writer.node;
  const field = fieldOf(writer);
  const name = textIn(options, "destinationFieldName") ?? "";
  const include = parameters["include"] ?? "noOtherFields";
  const named = `{ ${JSON.stringify(name === "" ? field.split(".").at(-1)! : name)}: $entry }`;
  const one = (item: string): string => {
    if (include === "noOtherFields") return name === "" ? `$type($entry) = "object" ? $entry : ${named}` : named;
    if (field.includes("."))
      throw new UntranslatableText("It keeps other fields beside a list inside of one: use a map node in JSONata.");
    return `$merge([${othersOf(writer, item, field)}, ${named}])`;
  };
  return (list, item) => `[$map($append([], ${list}), function($entry) { ${one(item)} })]`;
}

function othersOf({ node: { parameters }, input }: NodeWriter, item: string, field: string): string {
  if (input.member !== undefined)
    throw new UntranslatableText("It keeps other fields of what the trigger gives, which are not known here.");
  if (parameters["include"] === "allOtherFields") return `$sift(${item}, function($v, $k) { $k != ${JSON.stringify(field)} })`;
  const chosen = (textIn(parameters, "fieldsToInclude") ?? "").split(",").map((each) => each.trim());
  return `{ ${chosen.map((each) => `${JSON.stringify(each)}: ${item}.${pathStep(each)}`).join(", ")} }`;
}
