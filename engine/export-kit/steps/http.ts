import type { Authored } from "../expression.ts";
import { StepFailure } from "../failure.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import { resolved, stepOf, text, type Attempt } from "../step.ts";
import type { StepResult } from "../scope.ts";
import type { Answer } from "../world.ts";

interface Config extends Readonly<Record<string, Authored | undefined>> {
  readonly connection?: string;
  readonly method: string;
  readonly url: Authored;
  readonly headers?: Authored;
  readonly query?: Authored;
  readonly body?: Authored;
  readonly effect?: string;
  readonly expect?: Authored;
  readonly output?: string;
}

const RETRYABLE = new Set([408, 425, 429]);

/** Calls another system and gives its answer. */
export const http = stepOf((config: Config) => async (attempt): Promise<StepResult> => {
  const request = await prepare(config, attempt);
  const answer = await attempt.world.send({
    ...request,
    nodeId: attempt.nodeId,
    idempotencyKey: attempt.idempotencyKey,
    signal: attempt.signal,
  });
  if (!isExpected(config.expect, answer.status)) throw refused(config, request, answer);
  const { status, headers, body } = answer;
  const input: Json = { ...request } as JsonObject;
  return { output: config.output === "response" ? { status, headers, body } : body, input };
});

async function prepare(config: Config, { scope }: Attempt) {
  const { method, connection, url, headers = {}, query = {}, body } = await resolved(config, scope);
  return {
    method: text(method) ?? "GET",
    ...(typeof connection === "string" ? { connection } : {}),
    url: withQuery(text(url) ?? "", isObject(query) ? query : {}),
    headers: Object.fromEntries(
      Object.entries(isObject(headers) ? headers : {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    ...(body === undefined ? {} : { body }),
  };
}

/** Null leaves a parameter out; a list repeats it. */
function withQuery(url: string, query: JsonObject): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as readonly Json[]) : [value])
      if (one !== null) parameters.append(name, String(one));
  }
  const tail = parameters.toString();
  return tail === "" ? url : `${url}${url.includes("?") ? "&" : "?"}${tail}`;
}

/** Statuses as numbers, or as classes such as `2xx`. */
function isExpected(expect: Authored | undefined, status: number): boolean {
  const rules = isObject(expect as Json) ? (expect as JsonObject)["status"] : undefined;
  if (!Array.isArray(rules)) return status >= 200 && status < 300;
  return (rules as readonly Json[]).some((rule) => String(rule) === String(status) || String(rule) === `${String(status)[0]!}xx`);
}

function refused(
  config: Config,
  { method, url, connection = "" }: { method: string; url: string; connection?: string },
  answer: Answer,
) {
  const { status, headers, body } = answer;
  const wait = Number(headers["retry-after"]);
  return new StepFailure({
    code: "http/status",
    message: `${method} ${connection}${url.split("?")[0]} was answered with status ${status}.`,
    retryable: RETRYABLE.has(status) || (status >= 500 && config.effect !== "none" && config.effect !== "lookup"),
    ...(Number.isFinite(wait) && wait > 0 ? { retryAfterMs: wait * 1_000 } : {}),
    details: { status, body },
  });
}
