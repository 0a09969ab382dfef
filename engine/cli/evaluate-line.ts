import { evaluateIn, type Outcome } from "../core/expression/evaluate-expression.ts";
import { OutOfBounds } from "../core/expression/bounded/frame.ts";
import { parseExpression, type ParsedExpression, type ParseFailure } from "../core/expression/parse-expression.ts";
import { toPlainJson } from "../core/expression/plain-result.ts";
import { seededRandom } from "../core/expression/seeded-random.ts";
import type { EvaluationError } from "../core/expression/expression-jail.ts";
import type { Tier } from "../core/expression/tier.ts";
import type { JsonObject, JsonValue } from "../core/json.ts";

/** One expression to evaluate. Without `input` there is nothing to read, which is not the same as `null`. */
export interface EvaluationRequest {
  readonly expr: string;
  readonly input?: JsonValue;
  /** Variables, by name without the `$`. */
  readonly bindings?: JsonObject;
}

/** What it came to, and in which tier. `undefined` is told apart from `null`. */
export type EvaluationAnswer =
  | { readonly tier: Tier; readonly value: JsonValue }
  | { readonly tier: Tier; readonly undefined: true }
  | { readonly tier: Tier; readonly error: AnswerError };

type AnswerError = Pick<EvaluationError, "code" | "position" | "message">;

/**
 * Evaluates in the tier the expression has, or in a heavier one that is asked for. A lighter one is an error with the
 * reason, except that the guarded tier is tried with everything it can hold: it goes on in the jail at its limits.
 */
export async function evaluateLine(request: EvaluationRequest, asked: Tier | undefined): Promise<EvaluationAnswer> {
  const parsed = parseExpression(request.expr, { allowsEval: true });
  if (!parsed.ok) return { tier: asked ?? "bounded", error: syntaxError(parsed) };
  const { expression } = parsed;
  const hasBindings = Object.keys(request.bindings ?? {}).length > 0;
  const own: Tier = expression.tier === "bounded" && hasBindings ? "guarded" : expression.tier;
  if (asked === "bounded" && own !== "bounded") return { tier: "bounded", error: notBounded(expression, hasBindings) };
  const tier = asked ?? own;
  return toAnswer(await evaluateFrom(expression, tier, request));
}

async function evaluateFrom(expression: ParsedExpression, tier: Tier, { input, bindings }: EvaluationRequest): Promise<Outcome> {
  const recorded = { nowMs: Date.now(), random: seededRandom(Date.now() >>> 0, expression.source) };
  if (tier === "bounded" && expression.bounded) {
    try {
      return { tier, value: toPlainJson(expression.bounded(input, recorded)) };
    } catch (error) {
      const isLimit = error instanceof OutOfBounds && error.isLimit;
      const outcome = await evaluateIn(expression, isLimit ? "jailed" : "guarded", { input, recorded });
      return outcome.tier === "guarded" ? { ...outcome, tier } : outcome;
    }
  }
  const beginsIn = tier === "guarded" && expression.guarded === undefined ? "jailed" : tier;
  return evaluateIn(expression, beginsIn, { input, recorded, ...(bindings === undefined ? {} : { bindings }) });
}

const syntaxError = ({ reason, code, message, position }: ParseFailure): AnswerError =>
  reason === undefined ? { code, position, message } : shownError(reason);

function notBounded({ tierReason, tierSpan }: ParsedExpression, hasBindings: boolean): AnswerError {
  const message = tierReason ?? (hasBindings ? "It is given variables from outside." : "It is not bounded.");
  return { code: "expression/not-bounded", ...(tierSpan ? { position: tierSpan.start } : {}), message };
}

function toAnswer(outcome: Outcome): EvaluationAnswer {
  const { tier } = outcome;
  if ("error" in outcome) return { tier, error: shownError(outcome.error) };
  return outcome.value === undefined ? { tier, undefined: true } : { tier, value: outcome.value };
}

function shownError({ code, position, message, limit }: EvaluationError): AnswerError {
  const known = code ?? (limit === undefined ? undefined : "expression/too-large");
  return { ...(known ? { code: known } : {}), ...(position === undefined ? {} : { position }), message };
}
