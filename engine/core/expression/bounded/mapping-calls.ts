import type { JsonValue } from "../../json.ts";
import type { AstNode } from "../expression-facts.ts";
import { EXPRESSION_LIMITS } from "../expression-limits.ts";
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
  return (context, frame) => {
    spend(frame, mapping.weight);
    const input = plain(value(context, frame), frame);
    return plain(mapping.evaluate(input === undefined ? {} : { input }, frame.recorded, frame), frame);
  };
}

/** What passes into a mapping and out of it is JSON, as in the other tiers. Looking through it is paid for by its size. */
function plain(value: unknown, frame: Frame): JsonValue | undefined {
  if (isObject(value) && looksLikeFunction(value)) return leaveBounds();
  const { value: json, characters } = toMeasuredJson(value, EXPRESSION_LIMITS.resultCharacters);
  spendText(frame, characters);
  return json;
}
