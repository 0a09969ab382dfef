import { durationMs } from "../duration.ts";
import { evaluateExpression } from "../expression/evaluate-expression.ts";
import { parseExpression } from "../expression/parse-expression.ts";
import { toFailure } from "../failure.ts";
import { sha256 } from "../flow/sha256.ts";
import type { JsonValue } from "../json.ts";
import type { FlowLimits } from "./limits-schema.ts";
import { seededRandom } from "../expression/seeded-random.ts";

/** The limits of a flow for one start: every key worked out. */
export interface StartLimits {
  readonly rateLimit?: Rate;
  readonly debounce?: { readonly key: string; readonly periodMs: number; readonly maxMs?: number };
  readonly batch?: { readonly key: string; readonly size: number; readonly timeoutMs: number };
  readonly singleton?: { readonly key: string; readonly mode: "skip" | "cancel" };
  readonly throttle?: Rate;
  readonly concurrency?: { readonly key: string; readonly max: number };
  /** Whole; the highest goes first. */
  readonly priority: number;
}

export interface Rate {
  readonly key: string;
  readonly limit: number;
  readonly periodMs: number;
}

export type ResolvedLimits =
  | { readonly ok: true; readonly limits: StartLimits }
  /** One sentence: which limit, and what is wrong with the input for it. */
  | { readonly ok: false; readonly limit: string; readonly message: string };

class LimitTrouble extends Error {
  readonly limit: string;
  constructor(limit: string, message: string) {
    super(message);
    this.limit = limit;
  }
}

const rateOf = ({ limit, period }: NonNullable<FlowLimits["throttle"]>, key: string): Rate => ({
  key,
  limit,
  periodMs: durationMs(period),
});

/** Evaluates the keys and the priority over the input of a start. Pure: the same input always has the same keys. */
export async function resolveLimits(limits: FlowLimits, input: JsonValue): Promise<ResolvedLimits> {
  const { rateLimit, debounce, batch, singleton, throttle, concurrency, priority } = limits;
  const keyOf = (name: keyof FlowLimits, source: string | undefined) => keyText(name, source, input);
  try {
    const resolved: StartLimits = {
      ...(rateLimit && { rateLimit: rateOf(rateLimit, await keyOf("rateLimit", rateLimit.key)) }),
      ...(debounce && {
        debounce: {
          key: await keyOf("debounce", debounce.key),
          periodMs: durationMs(debounce.period),
          ...(debounce.max === undefined ? {} : { maxMs: durationMs(debounce.max) }),
        },
      }),
      ...(batch && { batch: { key: await keyOf("batch", batch.key), size: batch.size, timeoutMs: durationMs(batch.timeout) } }),
      ...(singleton && { singleton: { key: await keyOf("singleton", singleton.key), mode: singleton.mode } }),
      ...(throttle && { throttle: rateOf(throttle, await keyOf("throttle", throttle.key)) }),
      ...(concurrency && { concurrency: { key: await keyOf("concurrency", concurrency.key), max: concurrency.max } }),
      priority: await priorityOf(priority, input),
    };
    return { ok: true, limits: resolved };
  } catch (error) {
    if (error instanceof LimitTrouble) return { ok: false, limit: error.limit, message: error.message };
    throw error;
  }
}

/** Longer keys are kept as their hash. */
const MAX_KEY = 200;

async function keyText(name: string, source: string | undefined, input: JsonValue): Promise<string> {
  if (source === undefined) return "";
  const text = JSON.stringify((await valueOf(`${name}.key`, source, input)) ?? null);
  return text.length <= MAX_KEY ? text : sha256(text);
}

const MAX_PRIORITY = 1_000;

async function priorityOf(source: string | undefined, input: JsonValue): Promise<number> {
  if (source === undefined) return 0;
  const value = await valueOf("priority", source, input);
  if (typeof value === "number") return Math.max(-MAX_PRIORITY, Math.min(MAX_PRIORITY, Math.round(value)));
  if (value === undefined || value === null) return 0;
  throw new LimitTrouble("priority", `"limits.priority" must give a number, and gave ${JSON.stringify(value).slice(0, 60)}.`);
}

/** Neither time nor chance: validation refuses expressions that ask for them. */
const NOTHING_RECORDED = { nowMs: 0, random: seededRandom(0, "nothing") };

async function valueOf(limit: string, source: string, input: JsonValue): Promise<JsonValue | undefined> {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new LimitTrouble(limit, `"limits.${limit}" cannot be read: ${parsed.message}`);
  try {
    return await evaluateExpression(parsed.expression, { input }, NOTHING_RECORDED);
  } catch (error) {
    throw new LimitTrouble(limit, `"limits.${limit}" fails for this input: ${toFailure(error).message}`);
  }
}
