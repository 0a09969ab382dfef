import { idFrom } from "../../../../core/edit/fresh-id.ts";
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from "../../../../core/json.ts";
import { soundsSecret } from "../../hide-secrets.ts";
import type { ScriptNames } from "../../script/script-value.ts";
import { UntranslatableText } from "../../untranslatable-text.ts";
import { inside, listOf, numberIn, objectIn, textIn, type N8nNode } from "../n8n-node.ts";
import type { WriteNode } from "../n8n-nodes.ts";
import { fieldOf, jsonOf, textField, textOf } from "../n8n-text.ts";
import type { NodeConfig, NodeWriter } from "../n8n-writer.ts";
import { written } from "../../written.ts";

/** An HTTP request; what of it has no counterpart is in the note. */
export const httpRequest: WriteNode = (writer) => {
  const { options, parameters } = writer.node;
  if (options["pagination"] !== undefined && isPaged(options))
    throw new UntranslatableText(
      "It asks for page after page: call it in a loop node that remembers the next page in a variable.",
    );
  const response = objectIn(objectIn(options, "response"), "response");
  const format = response["responseFormat"] ?? parameters["responseFormat"] ?? "autodetect";
  if (format === "file")
    throw new UntranslatableText("It takes the answer as a file, which flows do not carry: hand on its address.");
  const isFull = response["fullResponse"] === true;
  const shape = (answer: string): string => {
    const body = isFull ? `${answer}.body` : answer;
    if (isFull) return `[{ "body": ${body}, "headers": ${answer}.headers, "statusCode": ${answer}.status }]`;
    return format === "text"
      ? `[{ ${JSON.stringify(textIn(response, "outputPropertyName") ?? "data")}: ${body} }]`
      : `$append([], ${body})`;
  };
  if (isFull) writer.note("approximated", "Of the headers of an answer only the common ones are kept.");
  return writer.effect((names) => configOf(writer, names, isFull), shape);
};

const isPaged = (options: JsonObject): boolean => {
  const mode = inside(objectIn(objectIn(options, "pagination"), "pagination"), "paginationMode");
  return mode !== "off";
};

/** Parameters that are taken over, or that only say which others hold. */
const READ: ReadonlySet<string> = new Set(
  "method requestMethod url jsonBody body contentType rawContentType sendBody sendHeaders sendQuery specifyBody specifyHeaders specifyQuery jsonHeaders jsonQuery authentication genericAuthType nodeCredentialType headerParameters headerParametersUi queryParameters queryParametersUi bodyParameters bodyParametersUi bodyParametersJson jsonParameters responseFormat infoMessage provideSslCertificates".split(
    " ",
  ),
);
const READ_OPTIONS: ReadonlySet<string> = new Set(["timeout", "response", "pagination", "lowercaseHeaders", "bodyContentType"]);

function configOf(writer: NodeWriter, names: ScriptNames, isFull: boolean): NodeConfig {
  const { parameters, options, credentials } = writer.node;
  const method = (textIn(parameters, "method") ?? textIn(parameters, "requestMethod") ?? "GET").toUpperCase();
  const { connection, url, notes } = addressOf(writer, names, [...credentials.values()][0]);
  const { headers, query, body, hidesSecret } = contentOf(writer.node, names);
  const isBodiless = method === "GET" || method === "HEAD";
  const neverFails = inside(objectIn(objectIn(options, "response"), "response"), "neverError") === true;
  const lost = [
    ...notes,
    ...lostOf(parameters, options),
    ...(hidesSecret ? ["What proves who calls is left out: put it in a connection."] : []),
    ...(body !== undefined && isBodiless ? [`A ${method} has no body here.`] : []),
  ];
  const config = {
    connection,
    method,
    url,
    headers: orNothing(headers),
    query: orNothing(query),
    body: isBodiless ? undefined : body,
    expect: neverFails ? { status: ["2xx", "3xx", "4xx", "5xx"] } : undefined,
    output: isFull ? "response" : undefined,
  };
  return {
    kind: "http",
    config: given(config),
    ...(options["timeout"] === undefined ? {} : { timeout: `PT${numberIn(options, "timeout", 300_000) / 1_000}S` }),
    ...(lost.length === 0 ? {} : { note: lost.join(" ") }),
  };
}

const orNothing = (fields: JsonObject): JsonObject | undefined => (Object.keys(fields).length === 0 ? undefined : fields);
const given = (fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

interface Address {
  readonly url: string;
  readonly connection?: string;
  readonly notes: readonly string[];
}

/** With credentials it goes over a connection of their name, which knows the address up to the path. */
function addressOf({ draft, node }: NodeWriter, names: ScriptNames, credential: string | undefined): Address {
  const address = (textIn(node.parameters, "url") ?? "").trim();
  const [, base, rest = ""] = /^=?\s*(https?:\/\/[^/?#{\s]+)(.*)$/s.exec(address) ?? [];
  const path = rest.startsWith("/") ? rest : `/${rest}`;
  if (credential === undefined) return { url: urlField(textField(address, names)), notes: [] };
  if (base === undefined)
    return {
      url: textField(address, names),
      notes: ["Its address is worked out, so that its credentials are left out: call it over a connection."],
    };
  const connection = draft.connectionFor(credential, base, idFrom);
  return { connection, url: textField(address.startsWith("=") ? `=${path}` : path, names), notes: [] };
}

/** An address without a scheme is meant to be one of HTTP. */
const urlField = (url: string): string =>
  url.startsWith("=") || /^https?:\/\//i.test(url) || url === "" ? url : `http://${url}`;

const pairsOf = (parameters: JsonObject, group: string): readonly JsonObject[] => [
  ...listOf(inside(parameters[group], "parameters")),
  ...listOf(inside(parameters[`${group}Ui`], "parameter")),
];

/** A value that is worked out in the workflow is no secret of the file. */
const isSecret = ({ name, value }: JsonObject): boolean =>
  soundsSecret(written(name)) && !(typeof value === "string" && value.startsWith("=") && value.includes("{{"));

interface Content {
  readonly headers: JsonObject;
  readonly query: JsonObject;
  readonly body: JsonValue | undefined;
  readonly hidesSecret: boolean;
}

function contentOf(node: N8nNode, names: ScriptNames): Content {
  const { parameters, version } = node;
  const sends = (what: string): boolean => version < 3 || parameters[what] === true;
  const pairs = (group: string, what: string): readonly JsonObject[] => (sends(what) ? pairsOf(parameters, group) : []);
  const [headers, query] = [pairs("headerParameters", "sendHeaders"), pairs("queryParameters", "sendQuery")];
  const form = pairs("bodyParameters", "sendBody");
  const fields = (entries: readonly JsonObject[]): JsonObject =>
    Object.fromEntries(
      entries.filter((each) => !isSecret(each)).map(({ name, value }) => [written(name), fieldOf(value, names)]),
    );
  const jsonHeaders =
    sends("sendHeaders") && parameters["specifyHeaders"] === "json" ? jsonFields(parameters["jsonHeaders"], names) : {};
  const jsonQuery = sends("sendQuery") && parameters["specifyQuery"] === "json" ? jsonFields(parameters["jsonQuery"], names) : {};
  const { body, type } = sends("sendBody") ? bodyOf(node, form, names) : {};
  return {
    headers: { ...(type === undefined ? {} : { "content-type": type }), ...fields(headers), ...jsonHeaders },
    query: { ...fields(query), ...jsonQuery },
    body,
    hidesSecret: [...headers, ...query, ...(type === undefined ? form : [])].some(isSecret),
  };
}

/** Headers or a query that are written as JSON: each member is a field of its own. */
function jsonFields(value: JsonValue | undefined, names: ScriptNames): JsonObject {
  const read = typeof value === "string" && !value.startsWith("=") ? parseJson(jsonOf(value, names).code) : value;
  if (!isJsonObject(read)) throw new UntranslatableText("Its headers or query are worked out as a whole: name each of them.");
  return Object.fromEntries(Object.entries(read).filter(([name, each]) => !isSecret({ name, value: each ?? null })));
}

function bodyOf(
  { parameters, options }: N8nNode,
  form: readonly JsonObject[],
  names: ScriptNames,
): { body?: JsonValue; type?: string } {
  const content = textIn(parameters, "contentType") ?? textIn(options, "bodyContentType") ?? "json";
  const json = parameters["jsonBody"] ?? parameters["bodyParametersJson"];
  if (content === "raw")
    return { body: textField(parameters["body"], names), type: textIn(parameters, "rawContentType") ?? "text/html" };
  if (content === "form-urlencoded") return { body: `=${formCode(form, names)}`, type: "application/x-www-form-urlencoded" };
  if (content !== "json")
    throw new UntranslatableText(`It sends its body as ${content}, which flows do not: send it as JSON, or as a form.`);
  if (json !== undefined) return json === "" ? {} : { body: jsonField(json, names) };
  if (form.length === 0) return {};
  return {
    body: Object.fromEntries(
      form.filter((each) => !isSecret(each)).map(({ name, value }) => [written(name), fieldOf(value, names)]),
    ),
  };
}

const jsonField = (json: JsonValue, names: ScriptNames): JsonValue => `=${jsonOf(json, names).code}`;

const formCode = (form: readonly JsonObject[], names: ScriptNames): string =>
  `$join([${form.map(({ name, value }) => `${JSON.stringify(`${encodeURIComponent(written(name))}=`)} & $encodeUrlComponent($string(${textOf(value, names)}))`).join(", ")}], "&")`;

function lostOf(parameters: JsonObject, options: JsonObject): readonly string[] {
  const others = Object.keys(parameters).filter((name) => name !== "options" && !READ.has(name) && isSet(parameters[name]));
  const lost = [...others, ...Object.keys(options).filter((name) => !READ_OPTIONS.has(name) && isSet(options[name]))];
  return lost.length === 0 ? [] : [`Not taken over: ${lost.join(", ")}.`];
}

const isSet = (value: JsonValue | undefined): boolean =>
  value !== undefined &&
  value !== null &&
  value !== "" &&
  value !== false &&
  !(isJsonObject(value) && Object.keys(value).length === 0);
