import { createInterface } from "node:readline/promises";
import type { Json, JsonObject } from "./json.ts";
import type { Answer, Decision, Request, Task, World } from "./world.ts";

/** Where a connection leads: `CONNECTION_<NAME>_URL`, and `CONNECTION_<NAME>_AUTHORIZATION` for the header of that name. */
function connection(name: string): { readonly url: string; readonly headers: Record<string, string> } {
  const prefix = `CONNECTION_${name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase()}`;
  const url = process.env[`${prefix}_URL`];
  if (url === undefined) throw new Error(`Set ${prefix}_URL to the address of the connection "${name}"; see .env.example.`);
  const authorization = process.env[`${prefix}_AUTHORIZATION`];
  return { url: url.replace(/\/+$/, ""), headers: authorization === undefined ? {} : { authorization } };
}

/** Variables of where it runs, as one JSON object: what expressions read as `env.NAME`. */
function variables(): JsonObject {
  return JSON.parse(process.env["VARIABLES"] || "{}") as JsonObject;
}

async function send({ connection: name, method, url, headers, body, idempotencyKey, signal }: Request): Promise<Answer> {
  const target = name === undefined ? { url: "", headers: {} } : connection(name);
  const answer = await fetch(`${target.url}${url}`, {
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

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question);
  terminal.close();
  return answer.trim();
}

async function decide({ title, details, form, initial }: Task): Promise<Decision> {
  if (details !== undefined) console.error(JSON.stringify(details, null, 2));
  if (form === undefined) {
    const answer = await ask(`${title}: approve? (y/n) `);
    return { decision: /^y/i.test(answer) ? "approved" : "rejected" };
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

/** A world that really calls out, and asks in the terminal what people have to decide. */
export const liveWorld = (): World => ({
  variables: variables(),
  send,
  decide,
  signal: async (name) => JSON.parse(await ask(`Signal ${name}, as JSON: `)) as Json,
  sleep,
  limit: sleep,
  now: Date.now,
  random: Math.random,
  runFlow: (flow) => Promise.reject(new Error(`Run the flow "${flow}" from its own project, or durably on OmniLink.`)),
  tell: (message: JsonObject) => {
    console.error(JSON.stringify(message));
    return Promise.resolve({ sent: true });
  },
  record: (event) => console.error(`${event.type} ${event.nodeId}`),
});
