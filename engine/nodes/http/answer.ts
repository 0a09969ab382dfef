import type { NodePlan } from "../../core/compile/flow-plan.ts";
import type { Failure } from "../../core/failure.ts";
import { parseJson, type JsonValue } from "../../core/json.ts";
import type { IncomingAnswer } from "../sender.ts";
import { isTooDeep, MAX_NESTING } from "./json-nesting.ts";

/** Headers that may be recorded and that flows have a use for; cookies and anything secret stay out. */
const RECORDED = ["content-type", "date", "etag", "last-modified", "link", "location", "retry-after", "x-request-id"] as const;
const DETAIL_CHARACTERS = 4_000;
const LONGEST_PAUSE_MS = 86_400_000;
const RETRYABLE = new Set([408, 425, 429]);

/** A 5xx does not say whether the effect happened: an effect of class `none` is then not repeated, one of `lookup` looked up. */
const mayRepeat = (status: number, node: NodePlan): boolean => RETRYABLE.has(status) || (status >= 500 && node.effect !== "none");

/** JSON when the receiver says it is JSON, text otherwise; nothing at all is `null`. Throws `SyntaxError`, or `RangeError` for a bottomless one. */
export function readBody({ headers, body }: IncomingAnswer): JsonValue {
  if (body === "") return null;
  if (!isJson(headers["content-type"])) return body;
  if (isTooDeep(body)) throw new RangeError(`nests deeper than ${MAX_NESTING} levels`);
  return parseJson(body);
}

const isJson = (contentType: string | undefined): boolean => /^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType ?? "");

export function recordedHeaders(headers: IncomingAnswer["headers"]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of RECORDED) if (headers[name] !== undefined) kept[name] = headers[name];
  return kept;
}

export function statusFailure(request: string, answer: IncomingAnswer, node: NodePlan): Failure {
  const pause = retryAfterMs(answer.headers);
  return {
    code: "http/status",
    message: `${request} was answered with status ${answer.status}.`,
    nodeId: node.id,
    retryable: mayRepeat(answer.status, node),
    ...(answer.status >= 500 && node.effect === "lookup" ? { unknown: true } : {}),
    ...(pause === undefined ? {} : { retryAfterMs: pause }),
    details: { status: answer.status, headers: recordedHeaders(answer.headers), body: shortBody(answer) },
  };
}

function shortBody(answer: IncomingAnswer): JsonValue {
  if (answer.body.length > DETAIL_CHARACTERS) return `${answer.body.slice(0, DETAIL_CHARACTERS)}…`;
  try {
    return readBody(answer);
  } catch {
    return answer.body;
  }
}

/** Seconds, or a date: measured against the receiver's own clock, so that ours does not matter. */
function retryAfterMs(headers: IncomingAnswer["headers"]): number | undefined {
  const value = headers["retry-after"];
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.parse(headers["date"] ?? "");
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS) : undefined;
}
