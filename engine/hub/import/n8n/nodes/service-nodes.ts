import type { JsonObject, JsonValue } from "../../../../core/json.ts";
import { idFrom } from "../../../../core/edit/fresh-id.ts";
import { omitUndefined } from "../../../../core/omit-undefined.ts";
import type { ScriptNames } from "../../script/script-value.ts";
import { objectAt } from "../../object-at.ts";
import { UntranslatableText } from "../../untranslatable-text.ts";
import { inside, listOf, located, textIn, type N8nNode } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import { fieldOf, textField } from "../n8n-text.ts";
import type { AnswerShape, NodeWriter } from "../n8n-writer.ts";
import { written } from "../../written.ts";

/** One call to the interface of a service. */
interface ServiceCall {
  readonly method: string;
  readonly path: string;
  readonly query?: JsonObject;
  readonly body?: JsonObject;
  readonly shape?: AnswerShape;
  /** What of it is not the same as in n8n. */
  readonly lost?: readonly string[];
}

interface Asked {
  readonly node: N8nNode;
  /** A parameter as a field of a config. */
  field(name: string): JsonValue;
  /** A parameter as a part of a path. */
  part(name: string): string;
  /** Members of a collection of parameters as fields, but for those of `besides`. */
  more(name: string, besides?: readonly string[]): JsonObject;
}

interface Service {
  readonly address: string;
  readonly connection: string;
  /** By `resource.operation`, with the defaults that a file leaves out. */
  readonly defaults: readonly [resource: string, operation: string];
  readonly calls: Readonly<Record<string, (asked: Asked) => ServiceCall>>;
}

const ATTRIBUTION = "n8n adds a line about itself to the text.";
const lostIf = (is: boolean, why: string): readonly string[] => (is ? [why] : []);

const SERVICES: Readonly<Record<string, Service>> = {
  telegram: {
    address: "https://api.telegram.org",
    connection: "telegram",
    defaults: ["message", "sendMessage"],
    calls: {
      "message.sendMessage": ({ node, field, more }) => ({
        method: "POST",
        path: "/sendMessage",
        body: {
          chat_id: field("chatId"),
          text: field("text"),
          parse_mode: "Markdown",
          ...more("additionalFields", ["appendAttribution"]),
        },
        lost: [
          ...lostIf(inside(node.parameters["additionalFields"], "appendAttribution") !== false, ATTRIBUTION),
          ...lostIf((textIn(node.parameters, "replyMarkup") ?? "none") !== "none", "Its buttons are left out."),
        ],
      }),
    },
  },
  slack: {
    address: "https://slack.com/api",
    connection: "slack",
    defaults: ["message", "post"],
    calls: {
      "message.post": ({ node, field }) => ({
        method: "POST",
        path: "/chat.postMessage",
        body: {
          channel: field(
            node.parameters["select"] === "user" ? "user" : node.parameters["channelId"] === undefined ? "channel" : "channelId",
          ),
          text: field("text"),
        },
        lost: [
          "An answer that says ok: false does not fail it here.",
          ...lostIf(inside(node.parameters["otherOptions"], "includeLinkToWorkflow") !== false, ATTRIBUTION),
          ...lostIf((textIn(node.parameters, "messageType") ?? "text") !== "text", "Its blocks are left out."),
        ],
      }),
    },
  },
  github: {
    address: "https://api.github.com",
    connection: "github",
    defaults: ["issue", "create"],
    calls: {
      "issue.create": ({ node, field, part }) => ({
        method: "POST",
        path: `/repos/${part("owner")}/${part("repository")}/issues`,
        body: {
          title: field("title"),
          body: field("body"),
          labels: listOf(node.parameters["labels"]).map(({ label }) => label ?? ""),
          assignees: listOf(node.parameters["assignees"]).map(({ assignee }) => assignee ?? ""),
        },
      }),
      "issue.createComment": ({ field, part }) => ({
        method: "POST",
        path: `/repos/${part("owner")}/${part("repository")}/issues/${part("issueNumber")}/comments`,
        body: { body: field("body") },
      }),
      "issue.get": ({ part }) => ({
        method: "GET",
        path: `/repos/${part("owner")}/${part("repository")}/issues/${part("issueNumber")}`,
      }),
    },
  },
  airtable: {
    address: "https://api.airtable.com/v0",
    connection: "airtable",
    defaults: ["record", "read"],
    calls: {
      "record.create": ({ node, part }) => ({
        method: "POST",
        path: `/${part("base")}/${part("table")}`,
        body: { fields: columnsOf(node), typecast: inside(node.options, "typecast") === true },
        shape: (answer) => `[$merge([{ "id": ${answer}.id, "createdTime": ${answer}.createdTime }, ${answer}.fields])]`,
      }),
      "record.get": ({ part }) => ({
        method: "GET",
        path: `/${part("base")}/${part("table")}/${part("id")}`,
        shape: (answer) => `[$merge([{ "id": ${answer}.id, "createdTime": ${answer}.createdTime }, ${answer}.fields])]`,
      }),
    },
  },
  openAi: {
    address: "https://api.openai.com/v1",
    connection: "openAi",
    defaults: ["text", "message"],
    calls: {
      "text.message": ({ node, field, more }) => ({
        method: "POST",
        path: "/chat/completions",
        body: {
          model: field("modelId"),
          messages: listOf(inside(node.parameters["messages"], "values")).map((each) => ({
            role: each["role"] ?? "user",
            content: each["content"] ?? "",
          })),
          ...snakeCase(more("options")),
        },
        shape: node.parameters["simplify"] === false ? "item" : (answer) => `${answer}.choices`,
        lost: [
          ...lostIf(node.parameters["jsonOutput"] === true, "Its answer stays text: read it with $eval in a map node."),
          ...lostIf(node.version >= 2, "It calls the interface for chats, not that for responses."),
        ],
      }),
    },
  },
  jira: {
    address: "https://your-site.atlassian.net",
    connection: "jira",
    defaults: ["issue", "create"],
    calls: {
      "issue.create": ({ node, field }) => ({
        method: "POST",
        path: "/rest/api/2/issue",
        body: {
          fields: {
            project: { id: field("project") },
            summary: field("summary"),
            issuetype: { id: field("issueType") },
            ...jiraMore(node),
          },
        },
        lost: lostIf(Object.keys(jiraUnknown(node)).length > 0, `Not taken over: ${Object.keys(jiraUnknown(node)).join(", ")}.`),
      }),
    },
  },
  mattermost: {
    address: "https://mattermost.example.com/api/v4",
    connection: "mattermost",
    defaults: ["message", "post"],
    calls: {
      "message.post": ({ field }) => ({
        method: "POST",
        path: "/posts",
        body: { channel_id: field("channelId"), message: field("message") },
      }),
    },
  },
};

const jiraFields = (node: N8nNode): JsonObject => objectAt(node.parameters["additionalFields"], "parameters.additionalFields");
const jiraUnknown = (node: N8nNode): JsonObject =>
  Object.fromEntries(Object.entries(jiraFields(node)).filter(([name]) => name !== "description" && name !== "labels"));
function jiraMore(node: N8nNode): JsonObject {
  const { description, labels } = jiraFields(node);
  return omitUndefined({ description, labels });
}

function columnsOf(node: N8nNode): JsonObject {
  const columns = node.parameters["columns"];
  if (inside(columns, "mappingMode") !== "defineBelow")
    throw new UntranslatableText("Its columns follow the fields of the item: name them in the body of an HTTP call.");
  return objectAt(inside(columns, "value"), "parameters.columns.value");
}

const snakeCase = (fields: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );

const service =
  (name: string): WriteNode =>
  (writer) => {
    const { node } = writer;
    const { calls, defaults, address, connection } = SERVICES[name]!;
    const [resource, operation] = [
      textIn(node.parameters, "resource") ?? defaults[0],
      textIn(node.parameters, "operation") ?? defaults[1],
    ];
    const make = Object.hasOwn(calls, `${resource}.${operation}`) ? calls[`${resource}.${operation}`] : undefined;
    if (make === undefined)
      throw new UntranslatableText(
        `Its operation ${operation} of ${resource} has no counterpart: call the interface of ${name} with an HTTP call.`,
      );
    const call = make(askedOf(writer));
    for (const lost of call.lost ?? []) writer.note("approximated", lost);
    const bound = writer.draft.connectionFor([...node.credentials.values()][0] ?? connection, address, idFrom);
    return writer.effect((names) => ({ kind: "http", config: callConfig(call, bound, names) }), call.shape ?? "item");
  };

/** Parameters are taken as they stand in the file and worked out in {@link callConfig}, where there is an item. */
function askedOf({ node }: NodeWriter): Asked {
  const field = (name: string): JsonValue => located(node.parameters[name]) ?? "";
  return {
    node,
    field,
    part: (name) => written(field(name)).replace(/^=/, ""),
    more: (name, besides = []) => {
      const members = objectAt(node.parameters[name], `parameters.${name}`);
      return Object.fromEntries(Object.entries(members).filter(([each]) => !besides.includes(each)));
    },
  };
}

const callConfig = ({ method, path, query, body }: ServiceCall, connection: string, names: ScriptNames): JsonObject => ({
  connection,
  method,
  url: textField(path.includes("{{") ? `=${path}` : path, names),
  ...(query === undefined ? {} : { query: fieldOf(query, names) }),
  ...(body === undefined ? {} : { body: fieldOf(body, names) }),
});

/** A mail over a mail server of one's own. */
const mail =
  (fields: { readonly to: string; readonly text: string; readonly cc?: string }): WriteNode =>
  (writer) => {
    const { parameters } = writer.node;
    if ((textIn(parameters, "operation") ?? "send") !== "send")
      throw new UntranslatableText(
        `Its operation "${written(parameters["operation"])}" has no counterpart: call the interface of its system with an HTTP call.`,
      );
    writer.note("approximated", "It is sent by a mail server, with its text as Markdown.");
    const connection = writer.draft.connectionFor([...writer.node.credentials.values()][0] ?? "mail", "mail", idFrom);
    return writer.effect(
      (names) => ({
        kind: "notify",
        config: {
          channel: "email",
          connection,
          to: textField(parameters[fields.to], names),
          subject: textField(parameters["subject"] ?? "(no subject)", names),
          text: textField(parameters[fields.text] ?? parameters["text"] ?? parameters["html"], names) || " ",
        },
      }),
      "item",
    );
  };

export const serviceNodes: Readonly<Record<string, WriteNode>> = {
  ...Object.fromEntries(Object.keys(SERVICES).map((name) => [name, service(name)])),
  emailSend: mail({ to: "toEmail", text: "text" }),
  gmail: mail({ to: "sendTo", text: "message" }),
};
