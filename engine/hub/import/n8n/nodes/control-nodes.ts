import { idFrom } from "../../../../core/edit/fresh-id.ts";
import type { JsonObject } from "../../../../core/json.ts";
import { objectAt } from "../../object-at.ts";
import { UntranslatableText } from "../../untranslatable-text.ts";
import { inside, listOf, located, textIn } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import { firstCode, listCode } from "../n8n-stream.ts";
import { jsonOf, textField, valueOf } from "../n8n-text.ts";
import type { NodeWriter } from "../n8n-writer.ts";
import { written } from "../../written.ts";

const noOp: WriteNode = (writer) => {
  writer.add(writer.id, "map", { expression: writer.input.code });
  return writer.passes(writer.id);
};

const UNITS: Readonly<Record<string, string>> = { seconds: "S", minutes: "M", hours: "H", days: "D" };

const wait: WriteNode = (writer) => {
  writer.add(writer.id, "wait", waitConfig(writer));
  return writer.passes(writer.id);
};

function waitConfig(writer: NodeWriter): JsonObject {
  const { parameters, version } = writer.node;
  const resume = parameters["resume"] ?? "timeInterval";
  if (resume === "specificTime") return { until: momentField(textField(parameters["dateTime"], writer.first)) };
  if (resume !== "timeInterval") {
    writer.note("approximated", `It waits for the signal "${writer.id}": lead the call that went on with it there.`);
    return { signal: writer.id };
  }
  const unit = UNITS[textIn(parameters, "unit") ?? (version >= 1.1 ? "seconds" : "hours")];
  if (unit === undefined) throw new UntranslatableText("The unit of its time cannot be read: use a wait node.");
  const amount = valueOf(parameters["amount"] ?? (version >= 1.1 ? 5 : 1), writer.first);
  const isFixed = /^"?\d+(?:\.\d+)?"?$/.test(amount.code);
  const number = isFixed ? amount.code.replaceAll('"', "") : undefined;
  const head = unit === "D" ? "P" : "PT";
  return { duration: number === undefined ? `="${head}" & (${amount.code}) & "${unit}"` : `${head}${number}${unit}` };
}

const momentField = (field: string): string =>
  field.startsWith("=") || /(?:Z|[+-]\d\d:\d\d)$/.test(field)
    ? field
    : `${field.replace(" ", "T").replace(/^(\d{4}-\d\d-\d\d)$/, "$1T00:00:00")}Z`;

/** Runs another workflow: once with all items, or once for each. */
const executeWorkflow: WriteNode = (writer) => {
  const { parameters, options } = writer.node;
  if ((parameters["source"] ?? "database") !== "database")
    throw new UntranslatableText("The workflow it runs is not stored by name: make a flow of it, and use a sub-flow node.");
  const flow = idFrom(textIn(parameters["workflowId"], "cachedResultName") ?? written(located(parameters["workflowId"]) ?? ""));
  const waits = options["waitForSubWorkflow"] !== false;
  const config = (input: string): JsonObject => ({ flow, input: `=${input}`, ...(waits ? {} : { wait: false }) });
  const note = `Import the workflow it calls as the flow "${flow}"; what its last node gives comes back.`;
  if (!waits) writer.note("translated", `It starts the flow "${flow}": import that workflow, too.`);
  const given = waits ? { note } : {};
  if (parameters["mode"] === "each")
    return writer.effect(
      (_, item) => ({ kind: "subFlow", config: config(fieldsFor(writer, item)), ...given }),
      waits ? "items" : () => "{}",
    );
  return writer.unlessEmpty(() => {
    writer.add(writer.id, "subFlow", config(fieldsFor(writer, listCode(writer.input))));
    if (!waits) return writer.passes(writer.id);
    writer.note("approximated", note);
    return writer.gives(writer.id, { code: `$append([], steps.${writer.id})`, isList: true, pairs: false });
  });
};

/** What the other workflow asks for is said field by field, or is what there is. */
function fieldsFor(writer: NodeWriter, whole: string): string {
  const fields = Object.entries(
    objectAt(inside(writer.node.parameters["workflowInputs"], "value"), "parameters.workflowInputs.value"),
  );
  if (fields.length === 0) {
    writer.takesWhole();
    return whole;
  }
  const members = fields.map(([name, value]) => `${JSON.stringify(name)}: ${valueOf(value, writer.first).code}`);
  if (writer.input.isList)
    throw new UntranslatableText(
      "It names the fields it hands to another workflow for each of several items: use a for-each node.",
    );
  return `{ ${members.join(", ")} }`;
}

const stopAndError: WriteNode = (writer) =>
  writer.unlessEmpty(() => {
    const { parameters } = writer.node;
    const isObject = parameters["errorType"] === "errorObject";
    const error = isObject ? jsonOf(parameters["errorObject"], writer.first).code : undefined;
    const said = isObject ? "It stopped with an error." : textField(parameters["errorMessage"], writer.first);
    const isLiteral = !said.startsWith("=");
    writer.add(writer.id, "stop", {
      outcome: "failed",
      ...(isLiteral && said !== "" ? { message: said.slice(0, 1_000) } : {}),
      output: isObject ? `=${error!}` : isLiteral ? { message: said } : `={ "message": ${said.slice(1)} }`,
    });
    return { ...writer.passes(writer.id), outputs: [] };
  });

const respond: WriteNode = (writer) =>
  writer.unlessEmpty(() => {
    const { options } = writer.node;
    const status = valueOf(options["responseCode"] ?? 200, writer.first);
    const headers = Object.fromEntries(
      listOf(inside(options["responseHeaders"], "entries")).map(({ name, value }) => [
        written(name),
        textField(value, writer.first),
      ]),
    );
    const { body, type } = bodyOf(writer);
    const all = { ...(type === undefined ? {} : { "content-type": type }), ...headers };
    writer.add(writer.id, "respond", {
      ...(status.is === "number" && /^\d+$/.test(status.code) ? { status: Number(status.code) } : { status: `=${status.code}` }),
      ...(Object.keys(all).length === 0 ? {} : { headers: all }),
      ...(body === undefined ? {} : { body }),
    });
    return writer.passes(writer.id);
  });

function bodyOf(writer: NodeWriter): { readonly body?: string; readonly type?: string } {
  const { parameters, options } = writer.node;
  const kind = parameters["respondWith"] ?? "firstIncomingItem";
  const key = textIn(options, "responseKey") ?? "";
  const under = (code: string): string => (key === "" ? `=${code}` : `={ ${JSON.stringify(key)}: ${code} }`);
  if (kind === "firstIncomingItem") {
    writer.takesWhole();
    return { body: under(firstCode(writer.input)) };
  }
  if (kind === "allIncomingItems") return { body: under(writer.list) };
  if (kind === "json") return { body: `=${jsonOf(parameters["responseBody"] ?? "{}", writer.first).code}` };
  if (kind === "text") return { body: textField(parameters["responseBody"], writer.first), type: "text/html; charset=utf-8" };
  if (kind === "noData") return {};
  throw new UntranslatableText(`It answers with "${written(kind)}", which is not known here: use a respond node.`);
}

export const controlNodes: Readonly<Record<string, WriteNode>> = {
  noOp,
  wait,
  executeWorkflow,
  stopAndError,
  respondToWebhook: respond,
};
