import { limitsIn } from "../core/limits/limits-in.ts";
import { runGate, type RunGate } from "../core/limits/run-gate.ts";
import { resolveLimits } from "../core/limits/start-limits.ts";
import { isJsonArray, isJsonObject, type JsonValue } from "../core/json.ts";
import type { LoadedFlow } from "./ports.ts";

export type Pace = { readonly ok: true; readonly gate?: RunGate } | { readonly ok: false; readonly message: string };

/**
 * What a run competes for that nobody asked for from outside: that of a sub-flow, and a fork. The pace of its flow holds for
 * it as for others; what refuses or collects starts does not.
 */
export async function paceOfRun({ document: { limits } }: LoadedFlow, input: JsonValue, environment: string): Promise<Pace> {
  if (!limits) return { ok: true };
  const resolved = await resolveLimits(limits, input);
  if (!resolved.ok) return { ok: false, message: resolved.message };
  const gate = runGate(limitsIn(environment, resolved.limits), { isChild: true });
  return { ok: true, ...(gate && { gate }) };
}

/** The input a run gets for one start: a flow that collects starts finds them in a list, also when there is but one. */
export const inputOfOne = ({ document: { limits } }: LoadedFlow, input: JsonValue): JsonValue =>
  limits?.batch ? { items: [input] } : input;

/** What the keys of a run are worked out from: of a batch, its first item. */
export function keyedInput({ document: { limits } }: LoadedFlow, input: JsonValue): JsonValue {
  const items = limits?.batch && isJsonObject(input) ? input["items"] : undefined;
  return isJsonArray(items) ? (items[0] ?? null) : input;
}
