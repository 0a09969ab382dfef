import { idFrom } from "../../../core/edit/fresh-id.ts";
import type { RetryPolicy } from "../../../core/flow/flow-document.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../core/json.ts";
import { soundsSecret } from "../hide-secrets.ts";
import { UntranslatableText } from "../untranslatable-text.ts";
import { addressField, durationField, fieldOf, isExpression, valueCode, type OwsScope } from "./ows-expression.ts";
import { scopeOf } from "./ows-draft.ts";
import { inside, objectIn, textIn, type OwsTask } from "./ows-source.ts";
import { oneNode, type TaskAt, type TaskDrawn } from "./task-at.ts";

/** A call of a function that the specification knows, or of one that the workflow defines. */
export function writeCall(at: TaskAt): TaskDrawn {
  const name = textIn(at.task.source, "call") ?? "";
  const given = objectIn(at.task.source, "with");
  switch (name) {
    case "http":
      return callHttp(at, given);
    case "openapi":
      return callOperation(at, given, textIn(given, "operationId") ?? "operation", given["parameters"] ?? given["arguments"]);
    case "grpc":
      return callOperation(
        at,
        given,
        `${textIn(given["service"], "name") ?? "service"}/${textIn(given, "method") ?? "method"}`,
        given["arguments"],
      );
    case "asyncapi":
      return publish(at, given);
    default:
      return callFunction(at, name, given);
  }
}

const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

function callHttp(at: TaskAt, given: JsonObject): TaskDrawn {
  const { draft, task, place, input } = at;
  const scope = scopeOf(task, place, input.data);
  const method = (textIn(given, "method") ?? "GET").toUpperCase();
  if (!METHODS.has(method)) throw new UntranslatableText(`It calls with ${method}, which flows do not: use another method.`);
  const output = textIn(given, "output") ?? "content";
  if (output === "raw")
    throw new UntranslatableText("It takes the answer as Base64: take it as what it is, and encode it in a map node.");
  if (given["redirect"] === true)
    draft.note(task, "approximated", "An answer that leads elsewhere is followed or fails, and is no result.");
  const bodiless = method === "GET" || method === "HEAD";
  const { body } = given;
  const config = {
    ...addressOf(at, given["endpoint"], scope),
    method,
    ...fieldsOf(at, "headers", given["headers"], scope),
    ...fieldsOf(at, "query", given["query"], scope),
    ...(body === undefined || bodiless
      ? {}
      : { body: typeof body === "object" && body !== null ? `=${valueCode(body, scope)}` : fieldOf(body, scope) }),
    ...(output === "response" ? { output: "response" } : {}),
  };
  const drawn = oneNode(at, "http", config, { extras: limitsOf(at) });
  if (output !== "response") return drawn;
  draft.note(task, "approximated", "Of the headers of an answer only the common ones are kept.");
  const [way] = drawn.out;
  const code = `{ "request": { "method": "${method}" }, "statusCode": ${way!.data}.status, "headers": ${way!.data}.headers, "content": ${way!.data}.body }`;
  return { out: [draft.shaped(task, place, way!, { code, suffix: "Response" })], jumps: [] };
}

/** Where it calls. What proves who calls is never taken over: a connection stands in its place. */
function addressOf({ draft, task }: TaskAt, endpoint: JsonValue | undefined, scope: OwsScope): JsonObject {
  const uri = typeof endpoint === "string" ? endpoint : textIn(endpoint, "uri");
  if (uri === undefined) throw new UntranslatableText("Its address cannot be read: use an HTTP call.");
  const authentication = inside(endpoint, "authentication");
  if (authentication === undefined) return { url: addressField(uri, scope) };
  const [, base, path = ""] = /^(https?:\/\/[^/?#{}$]+)(.*)$/s.exec(uri) ?? [];
  if (base === undefined) {
    draft.note(
      task,
      "approximated",
      "Its address is worked out, so that its authentication is left out: call it over a connection.",
    );
    return { url: addressField(uri, scope) };
  }
  const named = typeof authentication === "string" ? authentication : textIn(authentication, "use");
  const connection = idFrom(named ?? new URL(base).hostname);
  draft.note(task, "translated", `Set up the connection "${connection}" with the address ${base}.`);
  return { connection, url: addressField(path.startsWith("/") ? path : `/${path}`, scope) };
}

function fieldsOf({ draft, task }: TaskAt, name: "headers" | "query", value: JsonValue | undefined, scope: OwsScope): JsonObject {
  if (value === undefined) return {};
  if (!isJsonObject(value)) throw new UntranslatableText(`Its ${name} are worked out as a whole: name each of them.`);
  const open = Object.entries(value).filter(([key, each]) => !soundsSecret(key) || isExpression(each));
  if (open.length < Object.keys(value).length)
    draft.note(task, "approximated", "What proves who calls is left out: put it in a connection.");
  return open.length === 0 ? {} : { [name]: Object.fromEntries(open.map(([key, each]) => [key, fieldOf(each ?? null, scope)])) };
}

/** The call of an operation that another document describes. */
function callOperation(at: TaskAt, given: JsonObject, operation: string, body: JsonValue | undefined): TaskDrawn {
  const { draft, task, place, input } = at;
  const scope = scopeOf(task, place, input.data);
  const document = inside(given["document"], "endpoint") ?? inside(given["proto"], "endpoint");
  const from = typeof document === "string" ? document : (textIn(document, "uri") ?? "its document");
  const connection = idFrom(
    textIn(given["service"], "name") ??
      (URL.canParse(from) && new URL(from).hostname !== "" ? new URL(from).hostname : task.name),
  );
  draft.note(
    task,
    "approximated",
    `"${operation}" is described by ${from}, which is not read: set up the connection "${connection}", and its method and path.`,
  );
  return oneNode(
    at,
    "http",
    {
      connection,
      method: "POST",
      url: `/${operation.replace(/[^\w/.-]/g, "-")}`,
      ...(body === undefined ? {} : { body: fieldOf(body, scope) }),
    },
    { extras: limitsOf(at) },
  );
}

function publish(at: TaskAt, given: JsonObject): TaskDrawn {
  const { draft, task, place, input } = at;
  if (given["subscription"] !== undefined)
    throw new UntranslatableText("It subscribes to messages: give the flow a trigger for them, or wait for a signal.");
  const channel = textIn(given, "channel") ?? textIn(given, "operation") ?? task.name;
  draft.note(
    task,
    "approximated",
    `What it publishes goes to the bus as the event "${idFrom(channel)}": lead it on to the channel.`,
  );
  const payload = inside(given["message"], "payload") ?? given["payload"];
  return oneNode(
    at,
    "emit",
    { type: idFrom(channel), ...(payload === undefined ? {} : { data: fieldOf(payload, scopeOf(task, place, input.data)) }) },
    { data: input.data },
  );
}

/** A function of the workflow is a task that gets what it is called with. */
function callFunction(at: TaskAt, name: string, given: JsonObject): TaskDrawn {
  const { draft, task, place, input } = at;
  const defined = draft.use("functions", name);
  if (!isJsonObject(defined) || defined["call"] === name)
    throw new UntranslatableText(`The function "${name}" is not in the file: call what it does with an HTTP call.`);
  const arguments_ = draft.shaped(task, place, input, {
    code: valueCode(given, scopeOf(task, place, input.data)),
    suffix: "With",
  });
  const called: OwsTask = { ...task, source: defined };
  if (depthOf(draft, name) > 4) throw new UntranslatableText(`The function "${name}" calls itself: use a loop node.`);
  return at.writerOf(called)({ ...at, task: called, input: arguments_ });
}

/** How many functions call each other, one after the other. */
function depthOf(draft: TaskAt["draft"], name: string, met: readonly string[] = []): number {
  if (met.includes(name)) return 100;
  const next = textIn(draft.use("functions", name), "call");
  return next === undefined || draft.use("functions", next) === undefined ? met.length : depthOf(draft, next, [...met, name]);
}

function limitsOf({ draft, task, place }: TaskAt): { retry?: RetryPolicy; timeout?: string } {
  const given = task.source["timeout"];
  const timeout = typeof given === "string" ? draft.use("timeouts", given) : given;
  const after = inside(timeout, "after");
  return {
    ...(place.retry === undefined ? {} : { retry: place.retry }),
    ...(after === undefined ? {} : { timeout: durationField(after, { data: "input", taskName: task.name, names: new Map() }) }),
  };
}
