import { idFrom } from "../../../core/edit/fresh-id.ts";
import type { JsonObject } from "../../../core/json.ts";
import type { NodeExtras } from "../flow-sketch.ts";
import { soundsSecret } from "../hide-secrets.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import type { BpmnDraft } from "./bpmn-draft.ts";
import {
  attributeOf,
  bodyOf,
  childrenOf,
  elementIn,
  extensionsOf,
  nameOf,
  textIn,
  typeOf,
  type BpmnElement,
} from "./bpmn-element.ts";
import { formFields, isPerItem, type FormField } from "./process-data.ts";
import { writeEmit, writeWait } from "./write-event.ts";

export function writeTask(draft: BpmnDraft, task: BpmnElement, extras: NodeExtras): void {
  switch (typeOf(task)) {
    case "userTask":
    case "manualTask":
      return writeForm(draft, task, extras);
    case "sendTask":
      return isWorker(task) ? writeCall(draft, task, extras) : writeEmit(draft, task, task);
    case "receiveTask":
      return writeWait(draft, task, task);
    case "scriptTask":
      return writeScript(draft, task, extras);
    case "callActivity":
      return writeSubFlow(draft, task, extras);
    case "serviceTask":
      return writeCall(draft, task, extras);
    case "task":
      draft.note(task, "translated", "The file does not say what is done here, so that the process passes by.");
      return void draft.add(task, "map", { expression: "input" }, extras);
    default:
      throw new UntranslatableText(
        typeOf(task) === "businessRuleTask"
          ? "Decision tables are not taken over: write the decision as a mapping or a branch."
          : `A ${typeOf(task)} has no counterpart.`,
      );
  }
}

function writeForm(draft: BpmnDraft, task: BpmnElement, extras: NodeExtras): void {
  const fields = formFields(task);
  const who = attributeOf(task, "assignee") ?? attributeOf(task, "candidateGroups") ?? assignedTo(task);
  const about = who === undefined ? "" : `In the file it is for "${who}". `;
  const form = fields.length === 0 ? " and what they fill in" : "";
  // Who does it is set up in an engine, unless the file itself names somebody.
  draft.note(
    task,
    who === undefined ? "translated" : "approximated",
    `${about}Say which roles do it${form}; for now it is analysts.`,
  );
  const schema = { type: "object", properties: Object.fromEntries(fields.map((field) => [field.id, fieldSchema(field)])) };
  draft.add(task, "form", { title: nameOf(task), roles: ["analyst"], schema }, extras);
}

const assignedTo = (task: BpmnElement): string | undefined =>
  extensionsOf(task, "assignmentDefinition").flatMap(
    (each) => textIn(each, "assignee") ?? textIn(each, "candidateGroups") ?? [],
  )[0];

const FIELD_TYPES: Readonly<Record<string, JsonObject>> = {
  long: { type: "integer" },
  boolean: { type: "boolean" },
  date: { type: "string", format: "date" },
};

function fieldSchema({ label, type = "string", choices }: FormField): JsonObject {
  const own = choices.length > 0 ? { enum: choices } : (FIELD_TYPES[type] ?? { type: "string" });
  return { ...own, ...(label === undefined ? {} : { title: label }) };
}

function writeScript(draft: BpmnDraft, task: BpmnElement, extras: NodeExtras): void {
  const [zeebe] = extensionsOf(task, "script");
  const source = textIn(zeebe, "expression") ?? textIn(task, "script") ?? bodyOf(task, "script");
  if (source === undefined) throw new UntranslatableText("The script is not in the file: write it as a mapping.");
  draft.add(task, "map", { expression: draft.data.expression(source, task) }, extras);
}

function writeSubFlow(draft: BpmnDraft, task: BpmnElement, extras: NodeExtras): void {
  const called = textIn(task, "calledElement") ?? textIn(extensionsOf(task, "calledElement")[0], "processId");
  if (called === undefined || /[=${]/.test(called))
    throw new UntranslatableText("Which process is called is worked out at run time: name a flow.");
  const flow = idFrom(called);
  draft.note(task, "translated", `Import the process "${called}" too: it is called as the flow "${flow}".`);
  draft.add(task, "subFlow", { flow, input: "=input" }, extras);
}

const isWorker = (task: BpmnElement): boolean => workerOf(task) !== undefined;

/** What an engine calls to do a task: a job type, a topic, a class, an operation. */
function workerOf(task: BpmnElement): string | undefined {
  const [definition] = extensionsOf(task, "taskDefinition");
  const named = ["topic", "class", "delegateExpression", "expression"].flatMap((name) => attributeOf(task, name) ?? []);
  return textIn(definition, "type") ?? named[0] ?? textIn(elementIn(task, "operationRef"), "name");
}

function writeCall(draft: BpmnDraft, task: BpmnElement, extras: NodeExtras): void {
  const retries = Number(textIn(extensionsOf(task, "taskDefinition")[0], "retries"));
  const retry = Number.isInteger(retries) && retries > 1 ? { retry: { maxAttempts: Math.min(retries, 20) } } : {};
  const inputs = inputsOf(task);
  const url = inputs.get("url")?.replace(/^="?|"$/g, "");
  if (url !== undefined && /^https:\/\//.test(url) && URL.canParse(url))
    return writeRequest(draft, task, { url: new URL(url), inputs }, { ...extras, ...retry });
  const worker = workerOf(task) ?? nameOf(task);
  const connection = idFrom(worker);
  draft.note(task, "translated", `"${worker}" is called over HTTP: set up the connection "${connection}", or say what to call.`);
  const secrets = [...inputs.keys()].filter(soundsSecret);
  if (secrets.length > 0)
    draft.note(task, "approximated", `Put ${secrets.join(", ")} into the connection: it is not taken over.`);
  const open = [...inputs].filter(([name]) => !secrets.includes(name));
  const body = Object.fromEntries(open.map(([name, text]) => [name, draft.data.template(text, task)]));
  const config = {
    connection,
    method: "POST",
    url: `/${connection}`,
    body: open.length === 0 ? (isPerItem(task) ? "=item" : "=input") : body,
  };
  draft.add(task, "http", config, { ...extras, ...retry });
}

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

interface ConnectorRequest {
  readonly url: URL;
  readonly inputs: ReadonlyMap<string, string>;
}

/** A connector that says itself what it requests. What is secret in it stays in the file. */
function writeRequest(draft: BpmnDraft, task: BpmnElement, { url, inputs }: ConnectorRequest, extras: NodeExtras): void {
  const { origin, pathname, username, search } = url;
  const method = (inputs.get("method") ?? "GET").replaceAll(/[="]/g, "").toUpperCase();
  const body = inputs.get("body") ?? inputs.get("payload");
  const hasParameters = inputs.has("headers") || search !== "";
  const isSigned = username !== "" || inputs.has("authentication") || hasParameters;
  const connection = idFrom(nameOf(task));
  if (isSigned)
    draft.note(
      task,
      hasParameters ? "approximated" : "translated",
      `Set up the connection "${connection}" to ${origin}, with its credentials and parameters.`,
    );
  const sent = body === undefined || method === "GET" || method === "HEAD" ? {} : { body: draft.data.template(body, task) };
  const address = isSigned ? { connection, url: pathname } : { url: `${origin}${pathname}` };
  draft.add(task, "http", { method: METHODS.has(method) ? method : "POST", ...address, ...sent }, extras);
}

/** What is handed to the worker of a task, by name. */
function inputsOf(task: BpmnElement): ReadonlyMap<string, string> {
  const zeebe = extensionsOf(task, "ioMapping").flatMap((mapping) =>
    childrenOf(mapping).flatMap((each) =>
      typeOf(each) === "input" ? [[textIn(each, "target"), textIn(each, "source")] as const] : [],
    ),
  );
  const connectors = extensionsOf(task, "connector").flatMap(childrenOf);
  const mappings = [...extensionsOf(task, "inputOutput"), ...connectors.filter((each) => typeOf(each) === "inputOutput")];
  const camunda = mappings.flatMap((mapping) =>
    childrenOf(mapping).flatMap((each) =>
      typeOf(each) === "inputParameter" ? [[textIn(each, "name"), textIn(each, "$body")] as const] : [],
    ),
  );
  return new Map([...zeebe, ...camunda].filter((pair): pair is [string, string] => pair.every((each) => each !== undefined)));
}
