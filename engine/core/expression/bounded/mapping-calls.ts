import type { JsonValue } from "../../json.ts";
import type { CheckBudget } from "../../schema/check-budget.ts";
import type { AstNode } from "../expression-facts.ts";
import { EXPRESSION_LIMITS } from "../expression-limits.ts";
import { inputFaults, outputFaults } from "../mappings/declared-schemas.ts";
import { USE_MAPPING } from "../mappings/mapping-uses.ts";
import { toMeasuredJson } from "../plain-result.ts";
import { leaveBounds, spend, spendText, type Evaluate, type Frame } from "./frame.ts";
import { asOperand, refuse, type Place } from "./place.ts";
import { isObject, looksLikeFunction } from "./values.ts";

/** `$useMapping("orderTotal@3", value)`; nothing for other calls. What the mapping does is paid for by who calls it. */
export function compileMappingCall(procedure: AstNode, nodes: readonly AstNode[], place: Place): Evaluate | undefined {
  const [key, argument] = nodes;
  if (procedure.type !== "variable" || procedure.value !== USE_MAPPING || place.variables.has(USE_MAPPING)) return undefined;
  if (key?.type !== "string" || argument === undefined) return undefined;
  const { mappings, compile } = place.compiler;
  const mapping = mappings.get(key.value as string) ?? refuse(`It uses the mapping ${String(key.value)}, which is not bounded.`);
  const value = compile(argument, asOperand(place));
  place.compiler.parts += mapping.weight;
  const { declared } = mapping;
  const apply = (input: JsonValue | undefined, frame: Frame): unknown =>
    mapping.evaluate(input === undefined ? {} : { input }, frame.recorded, frame);
  if (declared === undefined) {
    return (context, frame) => {
      spend(frame, mapping.weight);
      return plain(apply(plain(value(context, frame), frame), frame), frame);
    };
  }
  return (context, frame) => {
    spend(frame, mapping.weight);
    const input = plain(value(context, frame), frame);
    fit(frame, (budget) => inputFaults(declared, input, budget));
    const made = plain(apply(input, frame), frame);
    fit(frame, (budget) => outputFaults(declared, input, made, budget));
    return made;
  };
}

/** What passes into a mapping and out of it is JSON, as in the other tiers. Looking through it is paid for by its size. */
function plain(value: unknown, frame: Frame): JsonValue | undefined {
  if (isObject(value) && looksLikeFunction(value)) return leaveBounds();
  const { value: json, characters } = toMeasuredJson(value, EXPRESSION_LIMITS.resultCharacters);
  spendText(frame, characters);
  return json;
}

/** Checking against a schema is paid for by what it took, and ends where the effort does. */
function fit(frame: Frame, check: (budget: CheckBudget) => readonly unknown[]): void {
  const visits = Math.floor(frame.effortLeft / VISIT_EFFORT);
  const budget = { visitsLeft: visits };
  const { length } = check(budget);
  spend(frame, (visits - budget.visitsLeft) * VISIT_EFFORT);
  if (length > 0) leaveBounds();
}

/** The validator takes some 2 µs to look at a part of a value with a part of a schema. */
const VISIT_EFFORT = 25;
