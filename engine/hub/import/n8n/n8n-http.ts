import { idFrom } from "../../../core/edit/fresh-id.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";
import type { ScriptNames } from "../script-expression.ts";
import { soundsSecret } from "../hide-secrets.ts";
import { inside, listOf, type N8nNode, type NodeConfig } from "./n8n-node.ts";
import { fieldOf } from "./n8n-text.ts";

/** Parameters that are taken over, or that only say which others hold. */
const READ: ReadonlySet<string> = new Set(
  "method requestMethod url jsonBody sendBody sendHeaders sendQuery specifyBody authentication genericAuthType nodeCredentialType headerParameters headerParametersUi queryParameters queryParametersUi bodyParameters bodyParametersUi".split(
    " ",
  ),
);

/** An HTTP request; what of it has no counterpart is in the note. */
export function httpRequest({ parameters, credentials }: N8nNode, _: string, names: ScriptNames): NodeConfig {
  const method = String(parameters["method"] ?? parameters["requestMethod"] ?? "GET");
  const [name] = Object.keys(credentials);
  const address = String(parameters["url"] ?? "");
  const [, base, path = "/"] = /^(https?:\/\/[^/?#{]+)(\/.*)?$/.exec(address.replace(/^=/, "")) ?? [];
  const bound = name !== undefined && base !== undefined ? idFrom(name) : undefined;
  const url = bound === undefined ? fieldOf(address, names) : fieldOf(address.startsWith("=") ? `=${path}` : path, names);
  const notes = [
    ...(bound === undefined ? [] : [`Set up the connection "${bound}" with the address ${base}.`]),
    ...(bound === undefined && name !== undefined ? ["Its credentials are left out: call it over a connection."] : []),
    ...lostOf(parameters, method),
  ];
  return {
    kind: "http",
    config: { ...(bound === undefined ? {} : { connection: bound }), method, url, ...contentOf(parameters, method, names) },
    ...(notes.length === 0 ? {} : { note: notes.join(" ") }),
  };
}

const isBodiless = (method: string): boolean => method === "GET" || method === "HEAD";

const pairsOf = (parameters: JsonObject, group: string): readonly JsonObject[] => [
  ...listOf(inside(parameters[group], "parameters")),
  ...listOf(inside(parameters[`${group}Ui`], "parameter")),
];

/** A value that is worked out in the workflow is no secret of the file. */
const isSecret = ({ name, value }: JsonObject): boolean =>
  soundsSecret(String(name)) && !(typeof value === "string" && value.startsWith("=") && value.includes("{{"));

function contentOf(parameters: JsonObject, method: string, names: ScriptNames): JsonObject {
  const pairs = (group: string): JsonObject | undefined => {
    const entries = pairsOf(parameters, group).filter((pair) => !isSecret(pair));
    if (entries.length === 0) return undefined;
    return Object.fromEntries(entries.map(({ name, value }) => [String(name), fieldOf(value, names)]));
  };
  const [headers, query] = [pairs("headerParameters"), pairs("queryParameters")];
  const json = parameters["jsonBody"];
  const body = json === undefined ? pairs("bodyParameters") : fieldOf(json, names);
  return {
    ...(headers === undefined ? {} : { headers }),
    ...(query === undefined ? {} : { query }),
    ...(body === undefined || isBodiless(method) ? {} : { body }),
  };
}

function lostOf(parameters: JsonObject, method: string): readonly string[] {
  const options = isJsonObject(parameters["options"]) ? Object.keys(parameters["options"]) : [];
  const others = Object.keys(parameters).filter((name) => name !== "options" && !READ.has(name) && isSet(parameters[name]));
  const lost = [...others, ...options];
  const secret = ["headerParameters", "queryParameters", "bodyParameters"].some((group) =>
    pairsOf(parameters, group).some(isSecret),
  );
  const hasBody = parameters["jsonBody"] !== undefined || pairsOf(parameters, "bodyParameters").length > 0;
  return [
    ...(lost.length === 0 ? [] : [`Not taken over: ${lost.join(", ")}.`]),
    ...(secret ? ["What proves who calls is left out: put it in a connection."] : []),
    ...(hasBody && isBodiless(method) ? [`A ${method} has no body here.`] : []),
  ];
}

const isSet = (value: JsonValue | undefined): boolean => value !== undefined && value !== null && value !== "" && value !== false;
