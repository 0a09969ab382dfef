import { idFrom } from "../../../../core/edit/fresh-id.ts";
import { cronProblem } from "../../../../core/schedule/cron.ts";
import type { JsonObject } from "../../../../core/json.ts";
import { refuse } from "../../script/script-tokens.ts";
import type { Value } from "../../script/script-value.ts";
import { UntranslatableText } from "../../untranslatable-text.ts";
import { inside, listOf, numberIn, textIn } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import { NOTHING_YET, type Stream } from "../n8n-stream.ts";
import type { NodeWriter, Written } from "../n8n-writer.ts";
import { written } from "../../written.ts";

const starts = (writer: NodeWriter, from: string, stream: Partial<Stream> = {}): Written => ({
  entry: writer.id,
  outputs: [{ stream: { ...NOTHING_YET, code: "input", isList: false, parent: undefined, ...stream }, exits: [{ from }] }],
});

const manual: WriteNode = (writer) => {
  writer.add(writer.id, "trigger.manual", {});
  return starts(writer, writer.id);
};

/** A workflow that is called gets all items of its caller, or fields. */
const called: WriteNode = (writer) => {
  writer.add(writer.id, "trigger.manual", {});
  return starts(writer, writer.id, { code: "$append([], input)", isList: true });
};

/** Of a request only the body is known here. */
const webhookItem = (name: string): Value | undefined => {
  if (name === "body") return { code: "input" };
  throw refuse(`$json.${name} of a webhook`);
};

const METHODS: ReadonlySet<unknown> = new Set(["POST", "PUT", "PATCH"]);

const webhook: WriteNode = (writer) => {
  const { name, parameters } = writer.node;
  const method = parameters["httpMethod"] ?? "GET";
  const mode = parameters["responseMode"] ?? "onReceived";
  if (!METHODS.has(method)) writer.note("approximated", `It takes POST here: webhooks take no ${written(method)}.`);
  if ((parameters["authentication"] ?? "none") !== "none")
    writer.note("approximated", "Say anew who may call it: its authentication is left out.");
  const shape = mode === "onReceived" ? "at once" : mode === "responseNode" ? "node" : "result";
  const config: JsonObject = {
    path: idFrom(name),
    method: METHODS.has(method) ? written(method) : "POST",
    respond: shape === "result" ? "result" : "node",
  };
  writer.add(writer.id, "trigger.webhook", config);
  const stream = { code: '{ "body": input }', member: webhookItem };
  if (shape === "result")
    writer.note("approximated", "The caller gets the output of the run: n8n answers with the first item of the last node.");
  if (shape !== "at once") return starts(writer, writer.id, stream);
  const answer = writer.mint("Answer");
  writer.add(answer, "respond", answerAtOnce(writer), { name: `Answer of ${name}` });
  writer.draft.sketch.connect(writer.id, answer);
  return starts(writer, answer, stream);
};

function answerAtOnce({ node: { options, parameters } }: NodeWriter): JsonObject {
  const status = numberIn(parameters, "responseCode", numberIn(inside(options, "responseCode"), "value", 200));
  const said = inside(options, "responseData");
  const isEmpty = options["noResponseBody"] === true;
  return { status, ...(isEmpty ? {} : { body: typeof said === "string" ? said : { message: "Workflow was started" } }) };
}

/** Systems that send an event to an address that they are told. */
const notified =
  (system: string): WriteNode =>
  (writer) => {
    writer.add(writer.id, "trigger.webhook", { path: idFrom(writer.node.name), respond: "accepted" });
    writer.note("approximated", `Tell ${system} the address of its webhook: n8n did that by itself.`);
    return starts(writer, writer.id);
  };

const form: WriteNode = (writer) => {
  writer.add(writer.id, "trigger.webhook", { path: idFrom(writer.node.name), respond: "accepted" });
  writer.note("approximated", "It is a webhook here, which gets what is filled in: send it from a form of your own.");
  return starts(writer, writer.id);
};

const scheduleItem = (name: string): Value | undefined => {
  if (name === "timestamp") return { code: "input.scheduledAt", is: "text" };
  throw refuse(`$json["${name}"] of a schedule`);
};

const schedule: WriteNode = (writer) => {
  const { parameters } = writer.node;
  const [rule = {}, ...others] = listOf(inside(parameters["rule"], "interval"));
  writer.add(writer.id, "trigger.schedule", timesOf(rule, writer));
  const written = starts(writer, writer.id, { code: '{ "timestamp": input.scheduledAt }', member: scheduleItem });
  const more = others.map((each) => writer.add(writer.mint("Also"), "trigger.schedule", timesOf(each, writer)));
  const [{ stream, exits }] = written.outputs as readonly [Written["outputs"][number]];
  return { ...written, outputs: [{ stream, exits: [...exits, ...more.map((from) => ({ from }))] }] };
};

/** When a rule of a schedule is due. */
function timesOf(rule: JsonObject, writer: NodeWriter): JsonObject {
  const cron = cronOf(rule);
  const zone = writer.draft.workflow.timeZone;
  const isLocal = !/^(?:[*/\d]+ )?[*/\d,-]+ \* \* \* \*$/.test(cron);
  if (zone === undefined && isLocal) writer.note("approximated", "Its times are in UTC: choose the time zone that n8n ran in.");
  if (cronProblem(cron) !== undefined)
    throw new UntranslatableText(`Its times "${cron}" cannot be read: use a schedule with a cron pattern.`);
  return { cron, ...(zone === undefined ? {} : { timeZone: zone }) };
}

function cronOf(rule: JsonObject): string {
  const number = (name: string, otherwise: number): number => numberIn(rule, name, otherwise);
  const [minute, hour] = [number("triggerAtMinute", 0), number("triggerAtHour", 0)];
  switch (rule["field"] ?? "days") {
    case "cronExpression":
      return (textIn(rule, "expression") ?? "").trim();
    case "seconds":
      return `*/${number("secondsInterval", 30)} * * * * *`;
    case "minutes":
      return `*/${number("minutesInterval", 5)} * * * *`;
    case "hours":
      return `${minute} */${single(number("hoursInterval", 1), 23)} * * *`;
    case "days":
      return `${minute} ${hour} */${single(number("daysInterval", 1), 1)} * *`.replace("*/1", "*");
    case "weeks":
      single(number("weeksInterval", 1), 1);
      return `${minute} ${hour} * * ${weekdaysOf(rule)}`;
    case "months":
      return `${minute} ${hour} ${number("triggerAtDayOfMonth", 1)} */${single(number("monthsInterval", 1), 12)} *`;
    default:
      throw new UntranslatableText("Its interval is not known here: use a schedule with a cron pattern.");
  }
}

const weekdaysOf = (rule: JsonObject): string => {
  const days = rule["triggerAtDay"];
  return Array.isArray(days) && days.length > 0 ? days.join(",") : "0";
};

/** An interval that a cron pattern cannot say, such as every third day. */
function single(interval: number, most: number): number {
  if (interval >= 1 && interval <= most) return interval;
  throw new UntranslatableText("Its interval cannot be said as a cron pattern: use a schedule with a fixed distance.");
}

/** The two nodes for times of the first versions. */
const cron: WriteNode = (writer) => {
  const [time = {}] = listOf(inside(writer.node.parameters["triggerTimes"], "item"));
  const hour = numberIn(time, "hour", 14);
  const minute = numberIn(time, "minute", 0);
  const pattern: Readonly<Record<string, string>> = {
    everyMinute: "* * * * *",
    everyHour: `${minute} * * * *`,
    everyDay: `${minute} ${hour} * * *`,
    everyWeek: `${minute} ${hour} * * ${numberIn(time, "weekday", 1)}`,
    everyMonth: `${minute} ${hour} ${numberIn(time, "dayOfMonth", 1)} * *`,
    custom: textIn(time, "cronExpression") ?? "",
  };
  const expression = pattern[textIn(time, "mode") ?? "everyDay"] ?? "";
  writer.add(writer.id, "trigger.schedule", timesOf({ field: "cronExpression", expression }, writer));
  return starts(writer, writer.id, { code: '{ "timestamp": input.scheduledAt }', member: scheduleItem });
};

export const triggerNodes: Readonly<Record<string, WriteNode>> = {
  manualTrigger: manual,
  start: manual,
  executeWorkflowTrigger: called,
  webhook,
  scheduleTrigger: schedule,
  cron,
  formTrigger: form,
  telegramTrigger: notified("Telegram"),
  stripeTrigger: notified("Stripe"),
  shopifyTrigger: notified("Shopify"),
  calendlyTrigger: notified("Calendly"),
};
