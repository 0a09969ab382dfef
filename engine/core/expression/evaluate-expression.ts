import { StepFailure } from "../failure.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { EXPRESSION_LIMITS } from "./expression-limits.ts";
import { ExpressionTooLarge, recordedBinding, type RecordedValues } from "./guarded-functions.ts";
import type { ParsedExpression } from "./parse-expression.ts";
import { toPlainJson } from "./plain-result.ts";

/**
 * The value of an expression over `scope` (`{ input, steps, vars, ... }`), as plain JSON; `undefined` where JSONata finds
 * nothing. The scope is never changed, and parts of it may be shared by the result. A bounded expression is evaluated
 * before this returns.
 *
 * `resultCharacters` is the largest result, as JSON. Throws `StepFailure`: `expression/timeout`, `expression/too-large`, or `expression/failed` for everything else.
 */
export function evaluateExpression(
  parsed: ParsedExpression,
  scope: JsonObject,
  recorded: RecordedValues,
  resultCharacters?: number,
): Promise<JsonValue | undefined> {
  if (parsed.bounded === undefined) return evaluateGuarded(parsed, scope, recorded, resultCharacters);
  try {
    return Promise.resolve(toPlainJson(parsed.bounded(scope, recorded), resultCharacters));
  } catch {
    // Whatever it was, JSONata knows the right words for it.
    return evaluateGuarded(parsed, scope, recorded, resultCharacters);
  }
}

async function evaluateGuarded(
  parsed: ParsedExpression,
  scope: JsonObject,
  recorded: RecordedValues,
  resultCharacters: number | undefined,
): Promise<JsonValue | undefined> {
  try {
    return await evaluateOnce(parsed, scope, recorded, resultCharacters);
  } catch (error) {
    if ((error as JsonataError).code !== TIMEOUT) throw toStepFailure(error, parsed.source);
  }
  // The limit counts time in which the process did not run, too: what is too slow is so a second time.
  try {
    return await evaluateOnce(parsed, scope, recorded, resultCharacters);
  } catch (error) {
    throw toStepFailure(error, parsed.source);
  }
}

async function evaluateOnce(
  parsed: ParsedExpression,
  scope: JsonObject,
  recorded: RecordedValues,
  resultCharacters: number | undefined,
): Promise<JsonValue | undefined> {
  const input = parsed.needsCopy ? copyOfRead(parsed, scope) : scope;
  const bindings = parsed.needsRecorded ? recordedBinding(recorded) : undefined;
  return toPlainJson(await parsed.compiled.evaluate(input, bindings), resultCharacters);
}

/** Copies what the expression can reach; the rest of a large scope stays where it is. */
function copyOfRead(parsed: ParsedExpression, scope: JsonObject): JsonObject {
  if (parsed.roots.includes("*")) return structuredClone(scope);
  return Object.fromEntries(
    parsed.roots.filter((root) => Object.hasOwn(scope, root)).map((root) => [root, structuredClone(scope[root])]),
  );
}

interface JsonataError {
  readonly code?: string;
  readonly message?: string;
  readonly position?: number;
}

const TIMEOUT = "D1012";
const TOO_LARGE: ReadonlySet<string | undefined> = new Set(["D1011", "D2014", "D2015"]);

function toStepFailure(error: unknown, source: string): StepFailure {
  const { code: reason, message, position } = error as JsonataError;
  const details = {
    expression: source.slice(0, 200),
    ...(reason === undefined ? {} : { reason }),
    ...(position === undefined ? {} : { position }),
  };
  if (reason === TIMEOUT) {
    const text = `The expression took longer than ${EXPRESSION_LIMITS.timeoutMs} ms. Check it for a loop that does not end.`;
    return new StepFailure({ code: "expression/timeout", message: text, retryable: false, details });
  }
  const isTooLarge = error instanceof ExpressionTooLarge || error instanceof RangeError || TOO_LARGE.has(reason);
  const code = isTooLarge ? "expression/too-large" : "expression/failed";
  return new StepFailure({ code, message: sentence(message, reason), retryable: false, details });
}

function sentence(message: string | undefined, reason: string | undefined): string {
  if (reason === "D1011") return `The expression nests deeper than ${EXPRESSION_LIMITS.stackDepth} evaluations.`;
  if (TOO_LARGE.has(reason)) return `The expression builds a sequence of more than ${EXPRESSION_LIMITS.sequenceLength} items.`;
  const text = message === undefined || message === "" ? "The expression could not be evaluated" : message;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
