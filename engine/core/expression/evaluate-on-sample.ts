import { StepFailure } from "../failure.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { evaluateExpression } from "./evaluate-expression.ts";
import { expressionJail } from "./expression-jail.ts";
import { parseExpression } from "./parse-expression.ts";
import type { MappingBundle } from "./mappings/mapping-bundle.ts";
import { nodeOfError } from "./syntax/node-at.ts";
import { parseSyntax } from "./syntax/parse-syntax.ts";
import { seededRandom } from "./seeded-random.ts";
import { tierOf, type Tier } from "./tier.ts";

export interface OnSample {
  readonly source: string;
  /** `{ input, steps, ... }` */
  readonly sample: JsonObject;
  /** What `$useMapping` finds. Without it, only the server, which has the library, can evaluate an expression that uses one. */
  readonly mappings?: MappingBundle;
  /** The organization whose expression it is. */
  readonly owner?: string;
}

/** What an expression gives on sample data, for whoever is writing it. */
export type Evaluation =
  /** `value` is absent where JSONata finds nothing. */
  { readonly ok: true; readonly value?: JsonValue; readonly tier: Tier; readonly reason: string } | EvaluationProblem;

export interface EvaluationProblem {
  readonly ok: false;
  readonly message: string;
  /** The part of the text that is meant: UTF-16 offsets, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly isSyntax: boolean;
  /** It needs a process of its own, which this one has not: the server has. */
  readonly needsServer?: true;
}

const MOMENT = Date.parse("2026-01-15T09:30:00.000Z");

/** Never rejects. The same moment and the same chance each time, so that a value does not flicker while somebody types. */
export async function evaluateOnSample({ source, sample, mappings, owner }: OnSample): Promise<Evaluation> {
  const parsed = parseExpression(source, { mappings });
  const syntax = parseSyntax(source);
  const whole = { start: 0, end: source.length };
  if (!parsed.ok) {
    const { start, end } = syntax.ok ? { start: parsed.position, end: source.length } : syntax;
    return { ok: false, message: parsed.message, start, end, isSyntax: true };
  }
  const { tier, reason } = tierOf(parsed.expression);
  const isUnlinked = parsed.expression.uses.length > 0 && mappings === undefined;
  if ((tier === "jailed" && expressionJail() === undefined) || isUnlinked)
    return { ok: false, message: reason, ...whole, isSyntax: false, needsServer: true };
  try {
    const recorded = { nowMs: MOMENT, random: seededRandom(0, "sample") };
    const value = await evaluateExpression(parsed.expression, sample, recorded, { owner });
    return { ok: true, tier, reason, ...(value === undefined ? {} : { value }) };
  } catch (error) {
    const details = error instanceof StepFailure ? error.failure.details : undefined;
    const position = isJsonObject(details) ? details["position"] : undefined;
    const node = syntax.ok && typeof position === "number" ? nodeOfError(syntax, position) : undefined;
    const { start, end } = node ?? whole;
    return { ok: false, message: error instanceof Error ? error.message : String(error), start, end, isSyntax: false };
  }
}
