import { idFrom } from "../../../core/edit/fresh-id.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";
import { fieldOf, intrinsicOf, isJsonata, type AslScope } from "./asl-expression.ts";
import { eventType } from "../event-type.ts";
import { written } from "../written.ts";

/**
 * What a task does here: one node, more of the same after it, or nothing. `note` says what is to be set up, as an import into
 * an account of its own would need as well; `loss` what is not the same.
 */
export type TaskNode =
  | {
      readonly kind: string;
      readonly config: JsonObject;
      readonly note?: string;
      readonly loss?: string;
      readonly thenWait?: true;
    }
  | { readonly why: string };

/** The node of a Task by its resource. Calls of cloud services become calls over a connection with the name of the service. */
export function taskNode(state: JsonObject, scope: AslScope): TaskNode {
  const resource = written(state["Resource"] ?? "");
  const given = state["Arguments"] ?? state["Parameters"];
  if (isJsonata(given)) return service(resource, fieldOf(given, scope));
  const options = isJsonObject(given) ? given : {};
  const pick: Pick = (name) => {
    const path = options[`${name}.$`];
    if (typeof path === "string") return `=${intrinsicOf(path, scope)}`;
    return options[name] === undefined ? undefined : fieldOf(options[name], scope);
  };
  const make = INTEGRATIONS.find(({ of }) => of.test(resource))?.make;
  const made = make?.({ resource, options, scope, pick });
  return made ?? service(resource, given === undefined ? `=${scope.data}` : fieldOf(given, scope));
}

interface TaskCall {
  readonly resource: string;
  readonly options: JsonObject;
  readonly scope: AslScope;
  readonly pick: Pick;
}

/** What has a node of its own here; a maker that gives nothing leaves the task to {@link service}. */
const INTEGRATIONS: readonly { readonly of: RegExp; readonly make: (call: TaskCall) => TaskNode | undefined }[] = [
  { of: /:::http:invoke/, make: ({ options, pick }) => httpInvoke(options, pick) },
  { of: /:::(?:states|aws-sdk:sfn):startExecution/, make: startExecution },
  { of: /:::events:putEvents/, make: putEvents },
  { of: /:::lambda:invoke/, make: invokeFunction },
  { of: /:activity:/, make: awaitActivity },
];

function invokeFunction({ resource, options, pick }: TaskCall): TaskNode | undefined {
  const called = options["FunctionName"];
  if (typeof called !== "string" || isJsonata(called)) return undefined;
  const made = call("lambda", `/functions/${called.split(":function:").at(-1)!}`, pick("Payload") ?? {}, "the function");
  return resource.endsWith(".waitForTaskToken") && "kind" in made ? { ...made, thenWait: true } : made;
}

function awaitActivity({ resource }: TaskCall): TaskNode {
  const signal = idFrom(resource.split(":").at(-1) ?? "activity");
  return { kind: "wait", config: { signal }, loss: "An activity became a wait for a signal: let the worker send it." };
}

function service(resource: string, body: JsonValue): TaskNode {
  const lambda = /^arn:[^:]*:lambda:.*:function:([\w-]+)/.exec(resource)?.[1];
  if (lambda !== undefined) return call("lambda", `/functions/${lambda}`, body, "the function");
  const [name = "", action = ""] = (resource.split(":::")[1] ?? "").replace(/^aws-sdk:/, "").split(":");
  if (name === "") return { why: `The resource "${resource}" is not known here: put a node in its place that does what it did.` };
  const [verb = "call", pattern] = action.split(".");
  const made = call(name, `/${verb}`, body, `the action ${verb}`);
  if ("why" in made) return made;
  if (pattern?.startsWith("sync") === true)
    return { ...made, loss: "The call must answer when the job has ended: else ask for its state in a loop." };
  return pattern === "waitForTaskToken" ? { ...made, thenWait: true } : made;
}

const call = (name: string, url: string, body: JsonValue, what: string): TaskNode => ({
  kind: "http",
  config: { connection: idFrom(name), method: "POST", url: url.replace(/[^\w/.-]/g, "-"), body },
  note: `Set up the connection "${idFrom(name)}" with an address that offers ${what}.`,
});

type Pick = (name: string) => JsonValue | undefined;

const METHODS: ReadonlySet<JsonValue> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

function httpInvoke(options: JsonObject, pick: Pick): TaskNode {
  const authentication = isJsonObject(options["Authentication"]) ? options["Authentication"] : {};
  const arn = authentication["ConnectionArn"];
  const connection = typeof arn === "string" ? idFrom(arn.split("/")[1] ?? "api") : undefined;
  const address = pick("ApiEndpoint") ?? "";
  const parts = typeof address === "string" && connection !== undefined ? splitAddress(address) : undefined;
  if (connection === undefined || parts === undefined)
    return { kind: "http", config: { url: address, ...requestOf(pick), output: "response" } };
  const config = { connection, url: parts.path, ...requestOf(pick), output: "response" };
  return { kind: "http", config, note: `Set up the connection "${connection}" with the address ${parts.base}.` };
}

function requestOf(pick: Pick): JsonObject {
  const asked = pick("Method");
  const method = asked !== undefined && METHODS.has(asked) ? asked : "GET";
  const [headers, query, body] = [pick("Headers"), pick("QueryParameters"), pick("RequestBody")];
  return {
    method,
    ...(isJsonObject(headers) ? { headers: withoutCredentials(headers) } : {}),
    ...(isJsonObject(query) ? { query } : {}),
    ...(body === undefined || method === "GET" || method === "HEAD" ? {} : { body }),
  };
}

/** An address as what a connection knows and what follows it, literal or worked out. */
function splitAddress(address: string): { base: string; path: string } | undefined {
  const literal = /^(https?:\/\/[^/?#]+)(\/.*)?$/.exec(address);
  if (literal) return { base: literal[1]!, path: literal[2] ?? "/" };
  const worked = /^=\(?"(https?:\/\/[^/"]+)(\/[^"]*")(.*?)\)?$/s.exec(address);
  return worked ? { base: worked[1]!, path: `="${worked[2]!}${worked[3]!}` } : undefined;
}

const withoutCredentials = (headers: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(authorization|cookie|x-api-key)$/i.test(name)));

function startExecution({ resource, options, pick }: TaskCall): TaskNode {
  const arn = options["StateMachineArn"];
  if (typeof arn !== "string" || isJsonata(arn))
    return { why: "Which state machine is started is worked out when it runs: branch to one sub-flow for each of them." };
  const input = pick("Input");
  const wait = resource.includes(".sync") || resource.includes(".waitForTaskToken");
  const flow = idFrom(arn.split(":").at(-1) ?? "flow");
  return { kind: "subFlow", config: { flow, wait, ...(input === undefined ? {} : { input }) } };
}

function putEvents({ options, scope }: TaskCall): TaskNode {
  const entries = Array.isArray(options["Entries"]) ? options["Entries"].filter(isJsonObject) : [];
  const [entry] = entries;
  if (entry === undefined || entry["DetailType"] === undefined)
    return { why: "The events are worked out when it runs: put one emit node here for each type of event." };
  const detailType = written(entry["DetailType"]);
  const type = isJsonata(detailType) ? fieldOf(detailType, scope) : eventType(detailType);
  const path = entry["Detail.$"];
  const data = typeof path === "string" ? `=${intrinsicOf(path, scope)}` : fieldOf(entry["Detail"], scope);
  const rest =
    entries.length > 1 ? { loss: `Only the first of ${entries.length} events is put out: add an emit node for each other.` } : {};
  return { kind: "emit", config: { type, data }, ...rest };
}
