import { datePicture, momentOf, movedDate } from "../../script/script-dates.ts";
import type { ScriptNames, Value } from "../../script/script-value.ts";
import { UntranslatableText } from "../../untranslatable-text.ts";
import { textIn, type N8nNode } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import { valueOf } from "../n8n-text.ts";

const OUTPUTS: Readonly<Record<string, string>> = {
  getCurrentDate: "currentDate",
  addToDate: "newDate",
  subtractFromDate: "newDate",
  formatDate: "formattedDate",
};

/** Works with dates: each operation puts one field out. */
export const dateTime: WriteNode = (writer) => {
  const { node } = writer;
  const operation = textIn(node.parameters, "operation") ?? "getCurrentDate";
  const field = textIn(node.parameters, "outputFieldName") ?? OUTPUTS[operation];
  if (node.version < 2 || field === undefined || OUTPUTS[operation] === undefined)
    throw new UntranslatableText(`Its operation "${operation}" is not known here: use a map node with an expression in JSONata.`);
  return writer.perItem((names, item) => {
    names.onLocalDate?.();
    const made = `{ ${JSON.stringify(field)}: ${resultOf(node, operation, names)} }`;
    return node.options["includeInputFields"] === true ? `$merge([${item}, ${made}])` : made;
  });
};

function resultOf({ parameters }: N8nNode, operation: string, names: ScriptNames): string {
  if (operation === "getCurrentDate")
    return parameters["includeTime"] === false ? '($substring($now(), 0, 10) & "T00:00:00.000Z")' : "$now()";
  const date = momentOf(valueOf(parameters[operation === "formatDate" ? "date" : "magnitude"], names)).code;
  if (operation === "formatDate") return `$fromMillis($toMillis(${date}), ${datePicture(formatOf(parameters))})`;
  const unit: Value = { code: "", literal: textIn(parameters, "timeUnit") ?? "days" };
  return movedDate(date, operation === "addToDate" ? "plus" : "minus", [valueOf(parameters["duration"] ?? 0, names), unit]);
}

const formatOf = (parameters: N8nNode["parameters"]): string | undefined =>
  parameters["format"] === "custom" ? textIn(parameters, "customFormat") : (textIn(parameters, "format") ?? "MM/dd/yyyy");
