import type jsonata from "jsonata";
import type { JsonValue } from "../../json.ts";
import { recordedOf, type RecordedValues } from "../guarded-functions.ts";
import { toPlainJson } from "../plain-result.ts";
import {
  inputFaults,
  MappingMismatch,
  outputFaults,
  withinBudget,
  type DeclaredSchemas,
  type Mismatch,
} from "./declared-schemas.ts";
import { USE_MAPPING } from "./mapping-uses.ts";

/**
 * `$useMapping` where JSONata itself evaluates. A mapping is an expression of its own: it gets JSON and gives JSON, sees
 * nothing but `input`, and reads the same recorded time and chance as the expression around it.
 */
export interface CallableMapping {
  readonly evaluate: (scope: unknown, recorded: RecordedValues, bindings: undefined, beganAt: number) => Promise<unknown>;
  /** JSONata would write on arrays of what it is given. */
  readonly needsCopy: boolean;
  /** Absent where it says nothing about what it takes and gives. */
  readonly declared?: DeclaredSchemas | undefined;
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
      const { declared } = mapping;
      if (declared) {
        refuseFaults(
          key,
          "input",
          withinBudget((budget) => inputFaults(declared, given, budget)),
        );
      }
      const input = mapping.needsCopy ? structuredClone(given) : given;
      const scope = input === undefined ? {} : { input };
      const made = toPlainJson(await mapping.evaluate(scope, recordedOf(this), undefined, beganAt));
      if (declared) {
        refuseFaults(
          key,
          "output",
          withinBudget((budget) => outputFaults(declared, given, made, budget)),
        );
      }
      return made;
    } catch (error) {
      // A mapping never uses itself, so one of this name is about this call and not about what happened inside.
      const isOwn = error instanceof MappingMismatch && error.mismatch.mapping === key;
      throw isOwn ? error : new MappingFailure(key, error);
    }
  }
  expression.registerFunction(USE_MAPPING, useMapping as (this: jsonata.Focus, ...given: unknown[]) => unknown);
}

function refuseFaults(mapping: string, side: Mismatch["side"], errors: Mismatch["errors"]): void {
  if (errors.length > 0) throw new MappingMismatch({ mapping, side, errors });
}

/** As JSONata words it. */
const timeIsUp = (limitMs: number): Error =>
  Object.assign(new Error(`Evaluation timeout after ${limitMs} milliseconds. Check for infinite loop`), { code: "D1012" });
