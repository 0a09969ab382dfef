import { userInfo } from "node:os";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { pathToFileURL } from "node:url";
import { StepFailure } from "./failure.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import type { RunResult } from "./run.ts";
import type { Answer, Decision, Request, Task, World } from "./world.ts";

const variableName = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();

/** Where a connection leads: `CONNECTION_<NAME>_URL`, and `CONNECTION_<NAME>_AUTHORIZATION` for the header of that name. */
function connection(name: string): { readonly url: string; readonly headers: Record<string, string> } {
  const prefix = `CONNECTION_${variableName(name)}`;
  const url = process.env[`${prefix}_URL`];
  if (url === undefined) throw new Error(`Set ${prefix}_URL to the address of the connection "${name}"; see .env.example.`);
  const authorization = process.env[`${prefix}_AUTHORIZATION`];
  return { url: url.replace(/\/+$/, ""), headers: authorization === undefined ? {} : { authorization } };
}

/** Variables of where it runs, as one JSON object: what expressions read as `env.NAME`. */
function variables(): JsonObject {
  return JSON.parse(process.env["VARIABLES"] || "{}") as JsonObject;
}

type Call = Omit<Request, "nodeId">;

async function send({ connection: name, method, url, headers, body, idempotencyKey, signal }: Call): Promise<Answer> {
  const target = name === undefined ? { url: "", headers: {} } : connection(name);
  const answer = await reach(`${target.url}${url}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": typeof body === "string" ? "text/plain" : "application/json" }),
      ...headers,
      ...target.headers,
      "idempotency-key": idempotencyKey,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    signal,
  });
  const type = answer.headers.get("content-type") ?? "";
  const text = await answer.text();
  const value: Json = text === "" ? null : type.includes("json") ? (JSON.parse(text) as Json) : text;
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: value };
}

/** No answer is a failure that may pass, as on OmniLink's engine. */
async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? `${message}, ${cause.message}` : message;
    throw new StepFailure({ code: "http/network", message: `${url} cannot be reached: ${why}.`, retryable: true });
  }
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question);
  terminal.close();
  return answer.trim();
}

async function decide({ title, details, form, initial }: Task): Promise<Decision> {
  if (details !== undefined) console.error(JSON.stringify(details, null, 2));
  if (form === undefined) {
    const [, word = "", comment = ""] =
      /^(\S*)\s*(.*)$/.exec(await ask(`${title}: approve? (y/n, then why, if you like) `)) ?? [];
    const decision = /^y(es)?$/i.test(word) ? "approved" : "rejected";
    return { decision, by: userInfo().username, ...(comment === "" ? {} : { comment }) };
  }
  const answer = await ask(`${title}, as JSON (${JSON.stringify(initial ?? null)}): `);
  return { decision: "answered", answer: answer === "" ? (initial ?? null) : (JSON.parse(answer) as Json) };
}

const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new Error("The wait is over: its run has ended."));
    });
  });

/** Events and mail are printed. Messages go to the chat, whose address is that of its incoming webhook. */
async function tell(told: JsonObject): Promise<Json> {
  const { message, idempotencyKey } = told;
  console.error(JSON.stringify(told));
  if (!isObject(message) || message["channel"] !== "chat") return {};
  const { status } = await send({
    ...{ connection: String(message["connection"]), method: "POST", url: "", headers: {}, body: { text: message["text"] ?? "" } },
    ...{ idempotencyKey: String(idempotencyKey), signal: AbortSignal.timeout(30_000) },
  });
  if (status >= 200 && status < 300) return { status };
  const why = `The chat answered with status ${status}.`;
  throw new StepFailure({ code: "http/status", message: why, retryable: status >= 500 || status === 429 });
}

/** Runs another flow in this process, from the project that `FLOW_<NAME>` names: a folder, such as `../stockReport`. */
async function runFlow(world: World, flow: string, input: Json): Promise<Json> {
  const name = `FLOW_${variableName(flow)}`;
  const folder = process.env[name];
  if (folder === undefined || folder === "") throw new Error(`Set ${name} to the exported project of the flow "${flow}".`);
  const project = (await import(pathToFileURL(resolve(folder, "src/flow.ts")).href)) as {
    readonly runFlow: (world: World, input: Json) => Promise<RunResult>;
  };
  const { status, output, failure } = await project.runFlow(world, input);
  if (status === "completed") return output ?? null;
  const message = `The flow "${flow}" ended as ${status}: ${failure?.message ?? "it gives no reason"}`;
  throw new StepFailure({ code: "subflow/failed", message });
}

/** A world that really calls out, and asks in the terminal what people have to decide. */
export function liveWorld(): World {
  const world: World = {
    variables: variables(),
    send,
    decide,
    signal: async (name) => JSON.parse(await ask(`Signal ${name}, as JSON: `)) as Json,
    sleep,
    limit: sleep,
    now: Date.now,
    random: Math.random,
    runFlow: (flow, input) => runFlow(world, flow, input),
    tell,
    record: (event) => console.error(`${event.type} ${event.nodeId}`),
  };
  return world;
}
