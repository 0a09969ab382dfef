import { StepFailure } from "../failure.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import { OutOfBounds } from "./bounded/frame.ts";
import { toEvaluationError } from "./evaluate-guarded.ts";
import { expressionJail, type EvaluationError, type ExpressionJail } from "./expression-jail.ts";
import { EXPRESSION_LIMITS, JAIL_LIMITS } from "./expression-limits.ts";
import type { RecordedValues } from "./guarded-functions.ts";
import { inTurn } from "./guarded-turns.ts";
import { mismatchFix } from "./mappings/declared-schemas.ts";
import type { ParsedExpression } from "./parse-expression.ts";
import { toPlainJson } from "./plain-result.ts";
import type { Tier } from "./tier.ts";

/**
 * The value of an expression over `scope` (`{ input, steps, vars, ... }`), as plain JSON; `undefined` where JSONata finds
 * nothing. The scope is never changed, and parts of it may be shared by the result. A bounded expression is evaluated
 * before this returns.
 *
 * Throws `StepFailure`: `expression/timeout`, `expression/too-large`, `mapping/mismatch` where a reusable mapping is given or
 * gives something else than it declares, or `expression/failed` for everything else.
 */
export function evaluateExpression(
  parsed: ParsedExpression,
  scope: JsonObject,
  recorded: RecordedValues,
  options?: EvaluationOptions,
): Promise<JsonValue | undefined> {
  let beginsIn = parsed.tier;
  const firstDraw = recorded.random.state;
  if (parsed.bounded !== undefined) {
    try {
      return Promise.resolve(toPlainJson(parsed.bounded(scope, recorded), options?.resultCharacters));
    } catch (error) {
      // Whatever it was, JSONata knows the right words for it. What was too much is not tried again in this process.
      beginsIn = error instanceof OutOfBounds && error.isLimit ? "jailed" : "guarded";
      recorded.random.state = firstDraw;
    }
  }
  return evaluateFurther(parsed, beginsIn, { input: scope, recorded, ...options });
}

interface EvaluationOptions {
  /** The largest result, as JSON. */
  readonly resultCharacters?: number | undefined;
  /** The organization whose expression it is: organizations take turns. */
  readonly owner?: string | undefined;
}

async function evaluateFurther(parsed: ParsedExpression, beginsIn: Tier, evaluation: Evaluation): Promise<JsonValue | undefined> {
  const outcome = await evaluateIn(parsed, beginsIn, evaluation);
  if ("error" in outcome) throw toStepFailure(outcome.error, parsed.source, outcome.tier);
  return outcome.value;
}

/** One evaluation: what it is over, and what it may not ask the world. */
export interface Evaluation extends EvaluationOptions {
  readonly input: JsonValue | undefined;
  readonly bindings?: JsonObject;
  readonly recorded: RecordedValues;
}

export type Outcome =
  { readonly tier: Tier; readonly value: JsonValue | undefined } | { readonly tier: Tier; readonly error: EvaluationError };

/**
 * Evaluates with JSONata: in this process as far as its limits reach, from there on in the jail, from the start. Where the
 * process has no jail, this process's limits are the last word. `tier` says where the outcome comes from.
 *
 * From the start also means with the first random number again: which try got through depends on how busy the machine is,
 * and a call that is repeated after a crash must send what it sent before.
 */
export async function evaluateIn(parsed: ParsedExpression, beginsIn: Tier, evaluation: Evaluation): Promise<Outcome> {
  const jail = expressionJail();
  if (jail && beginsIn === "jailed") return evaluateJailed(jail, parsed, evaluation);
  const { random } = evaluation.recorded;
  const firstDraw = random.state;
  const outcome = await evaluateGuarded(parsed, evaluation);
  const isOverLimit = "error" in outcome && outcome.error.limit !== undefined;
  if (isOverLimit) random.state = firstDraw;
  if (isOverLimit && jail) return evaluateJailed(jail, parsed, evaluation);
  // The limit counts time in which the process did not run, too: what is too slow is so a second time.
  return isOverLimit && outcome.error.limit === "time" ? evaluateGuarded(parsed, evaluation) : outcome;
}

async function evaluateGuarded({ guarded, ...parsed }: ParsedExpression, evaluation: Evaluation): Promise<Outcome> {
  if (guarded === undefined) {
    return {
      tier: "guarded",
      error: { message: `It is evaluated in a process of its own, which there is none of here. ${parsed.tierReason}` },
    };
  }
  const { input, recorded, bindings, resultCharacters, owner } = evaluation;
  try {
    const seen = parsed.needsCopy ? copyOfRead(parsed, input) : input;
    const value = await inTurn(owner, () => guarded.evaluate(seen, recorded, bindings && structuredClone(bindings)));
    return { tier: "guarded", value: toPlainJson(value, resultCharacters) };
  } catch (error) {
    return { tier: "guarded", error: toEvaluationError(error) };
  }
}

async function evaluateJailed(jail: ExpressionJail, parsed: ParsedExpression, evaluation: Evaluation): Promise<Outcome> {
  const { input, recorded, bindings, resultCharacters = EXPRESSION_LIMITS.resultCharacters, owner } = evaluation;
  const { nowMs, random } = recorded;
  const answer = await jail.evaluate({
    source: parsed.source,
    ...(parsed.uses.length === 0 ? {} : { mappings: parsed.mappings }),
    ...(input === undefined ? {} : { input: pickRead(parsed, input) }),
    ...(bindings === undefined ? {} : { bindings }),
    nowMs,
    randomState: random.state,
    resultCharacters,
    ...(owner === undefined ? {} : { owner }),
  });
  random.state = answer.randomState;
  return "error" in answer ? { tier: "jailed", error: answer.error } : { tier: "jailed", value: answer.value };
}

type Read = Pick<ParsedExpression, "roots" | "mayReadScope">;

/** Copies what the expression can reach; the rest of a large scope stays where it is. */
const copyOfRead = (read: Read, input: JsonValue | undefined): JsonValue | undefined =>
  input === undefined ? undefined : structuredClone(pickRead(read, input));

function pickRead({ roots, mayReadScope }: Read, input: JsonValue): JsonValue {
  if (mayReadScope || roots.includes("*") || typeof input !== "object" || input === null || Array.isArray(input)) return input;
  const scope = input as JsonObject;
  return Object.fromEntries(roots.filter((root) => Object.hasOwn(scope, root)).map((root) => [root, scope[root]!]));
}

function toStepFailure(error: EvaluationError, source: string, tier: Tier): StepFailure {
  const { code: reason, position, mismatch } = error;
  const details = {
    expression: source.slice(0, 200),
    ...(reason === undefined ? {} : { reason }),
    ...(position === undefined ? {} : { position }),
    ...(mismatch === undefined ? {} : { ...mismatch, fix: mismatchFix(mismatch) }),
  };
  return new StepFailure({ code: codeOf(error), message: sentence(error, tier), retryable: false, details });
}

function codeOf({ limit, mismatch }: EvaluationError): string {
  if (limit === "time") return "expression/timeout";
  if (limit === "size") return "expression/too-large";
  return mismatch === undefined ? "expression/failed" : "mapping/mismatch";
}

function sentence({ code, message, limit }: EvaluationError, tier: Tier): string {
  const limits = tier === "jailed" ? JAIL_LIMITS : EXPRESSION_LIMITS;
  if (limit === "time") {
    return `The expression took longer than ${limits.timeoutMs} ms. Check it for a loop that does not end.`;
  }
  if (code === "D1011") return `The expression nests deeper than ${limits.stackDepth} evaluations.`;
  if (code === "D2014" || code === "D2015") {
    return `The expression builds a sequence of more than ${limits.sequenceLength} items.`;
  }
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
