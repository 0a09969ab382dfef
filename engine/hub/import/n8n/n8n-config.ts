import type { JsonObject } from "../../../core/json.ts";
import { idFrom } from "../../../core/edit/fresh-id.ts";
import type { ScriptNames } from "../script-expression.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { conditionsOf, firstSwitch } from "./n8n-conditions.ts";
import { setFields } from "./n8n-fields.ts";
import { httpRequest } from "./n8n-http.ts";
import { inside, listOf, type N8nNode, type NodeConfig } from "./n8n-node.ts";
import { fieldOf } from "./n8n-text.ts";

/** What a node of n8n is here; throws {@link UntranslatableText} where it has no counterpart. */
export function configOf(node: N8nNode, data: string, names: ScriptNames): NodeConfig {
  const make = MAKERS[node.type.split(".").at(-1) ?? ""];
  if (make === undefined)
    throw new UntranslatableText(`"${node.type}" has no counterpart: call its system with an HTTP call in its place.`);
  return make(node, data, names);
}

type Make = (node: N8nNode, data: string, names: ScriptNames) => NodeConfig;

const through: Make = (_, data) => ({ kind: "map", config: { expression: data } });
const manual: Make = () => ({ kind: "trigger.manual", config: {} });

const MAKERS: Readonly<Record<string, Make>> = {
  manualTrigger: manual,
  executeWorkflowTrigger: manual,
  webhook: ({ name, parameters }) => {
    const answers: Readonly<Record<string, string>> = { lastNode: "result", responseNode: "node" };
    const method = parameters["httpMethod"];
    const isKnown = method === "PUT" || method === "PATCH" || method === "POST";
    const respond = answers[String(parameters["responseMode"])] ?? "accepted";
    const notes = [
      ...(isKnown ? [] : [`It takes POST here: webhooks take no ${String(method ?? "GET")}.`]),
      ...((parameters["authentication"] ?? "none") === "none"
        ? []
        : ["Say anew who may call it: its authentication is left out."]),
    ];
    const note = notes.length === 0 ? {} : { note: notes.join(" ") };
    return { kind: "trigger.webhook", config: { path: idFrom(name), method: isKnown ? method : "POST", respond }, ...note };
  },
  scheduleTrigger: ({ parameters }) => {
    const [rule = {}] = listOf(inside(parameters["rule"], "interval"));
    return { kind: "trigger.schedule", config: timesOf(rule) };
  },
  httpRequest,
  set: setFields,
  noOp: through,
  merge: () => ({ kind: "join", config: {} }),
  if: ({ parameters }, _, names) => ({
    kind: "branch",
    config: { cases: [{ port: "yes", when: conditionsOf(parameters, names) }], otherwise: "no" },
  }),
  filter: ({ parameters }, _, names) => ({
    kind: "branch",
    config: { cases: [{ port: "yes", when: conditionsOf(parameters, names) }], otherwise: "no" },
  }),
  switch: ({ parameters }, _, names) => {
    const first = listOf(inside(parameters["rules"], "rules"));
    if (first.length > 0) return { kind: "branch", config: { cases: firstSwitch(parameters, first, names) } };
    const rules = listOf(inside(parameters["rules"], "values"));
    if (rules.length === 0) throw new UntranslatableText("Its rules cannot be read: use a branch with conditions in JSONata.");
    return {
      kind: "branch",
      config: { cases: rules.map((rule, index) => ({ port: `case${index}`, when: conditionsOf(rule, names) })) },
    };
  },
  wait: ({ parameters }) => {
    const unit = String(parameters["unit"] ?? "hours")
      .charAt(0)
      .toUpperCase();
    const amount = Number(parameters["amount"] ?? 1);
    return { kind: "wait", config: { duration: unit === "D" ? `P${amount}D` : `PT${amount}${unit}` } };
  },
  executeWorkflow: ({ parameters }, data) => {
    const given = parameters["workflowId"];
    const flow = idFrom(String(inside(given, "cachedResultName") ?? inside(given, "value") ?? given));
    return { kind: "subFlow", config: { flow, input: `=${data}` }, note: `Import the workflow it calls as the flow "${flow}".` };
  },
  respondToWebhook: ({ parameters }, data, names) => {
    const body = parameters["responseBody"];
    return { kind: "respond", config: { body: body === undefined ? `=${data}` : fieldOf(body, names) } };
  },
  slack: ({ parameters }, _, names) => ({
    kind: "notify",
    config: { channel: "chat", connection: "slack", text: fieldOf(parameters["text"] ?? "Message", names) },
    note: 'Set up the connection "slack" with the incoming webhook of the channel.',
  }),
  emailSend: ({ parameters }, _, names) => ({
    kind: "notify",
    config: {
      channel: "email",
      connection: "mail",
      to: fieldOf(parameters["toEmail"], names),
      subject: fieldOf(parameters["subject"], names),
      text: fieldOf(parameters["text"] ?? parameters["html"], names),
    },
    note: 'Set up the connection "mail" with a mail server.',
  }),
};

/** When a rule of a schedule is due. */
function timesOf(rule: JsonObject): JsonObject {
  const number = (name: string, otherwise: number): number => Number(rule[name] ?? otherwise);
  const field = rule["field"] ?? "days";
  if (field === "cronExpression") return { cron: String(rule["expression"]) };
  if (field === "minutes") return { every: `PT${number("minutesInterval", 5)}M` };
  if (field === "hours") return { every: `PT${number("hoursInterval", 1)}H` };
  if (field !== "days" || number("daysInterval", 1) !== 1)
    throw new UntranslatableText("Its interval is not known here: use a schedule with a cron expression.");
  return { cron: `${number("triggerAtMinute", 0)} ${number("triggerAtHour", 0)} * * *` };
}
