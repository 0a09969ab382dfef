import type jsonata from "jsonata";
import type { JsonValue } from "../../json.ts";
import { recordedOf, type RecordedValues } from "../guarded-functions.ts";
import { toPlainJson } from "../plain-result.ts";
import { USE_MAPPING } from "./mapping-uses.ts";

/**
 * `$useMapping` where JSONata itself evaluates. A mapping is an expression of its own: it gets JSON and gives JSON, sees
 * nothing but `input`, and reads the same recorded time and chance as the expression around it.
 */
export interface CallableMapping {
  readonly evaluate: (scope: unknown, recorded: RecordedValues, bindings: undefined, beganAt: number) => Promise<unknown>;
  /** JSONata would write on arrays of what it is given. */
  readonly needsCopy: boolean;
}

/** A mapping failed inside an expression. JSONata writes the place of the call into `position`. */
export class MappingFailure extends Error {
  readonly key: string;
  readonly reason: unknown;
  position?: number;

  constructor(key: string, reason: unknown) {
    super(`The mapping ${key} failed`);
    this.key = key;
    this.reason = reason;
  }
}

/** Under names that no expression can write, because they hold a space. */
const BEGAN = "evaluation began";

export const beganBinding = (beganAt: number): Record<string, unknown> => ({ [BEGAN]: beganAt });

/** `patienceMs`: how long all of an evaluation may take, that of its mappings included; absent where the process itself is limited. */
export function registerMappings(
  expression: jsonata.Expression,
  mappings: ReadonlyMap<string, CallableMapping>,
  patienceMs: (() => number) | undefined,
): void {
  async function useMapping(this: jsonata.Focus, key: string, value: unknown): Promise<JsonValue | undefined> {
    const beganAt = this.environment.lookup(BEGAN) as number;
    try {
      const mapping = mappings.get(key);
      if (mapping === undefined) throw new Error("The flow does not bring it along");
      if (patienceMs && Date.now() - beganAt > patienceMs()) throw timeIsUp(patienceMs());
      const given = toPlainJson(value);
      const input = mapping.needsCopy ? structuredClone(given) : given;
      const scope = input === undefined ? {} : { input };
      return toPlainJson(await mapping.evaluate(scope, recordedOf(this), undefined, beganAt));
    } catch (error) {
      throw new MappingFailure(key, error);
    }
  }
  expression.registerFunction(USE_MAPPING, useMapping as (this: jsonata.Focus, ...given: unknown[]) => unknown);
}

/** As JSONata words it. */
const timeIsUp = (limitMs: number): Error =>
  Object.assign(new Error(`Evaluation timeout after ${limitMs} milliseconds. Check for infinite loop`), { code: "D1012" });
