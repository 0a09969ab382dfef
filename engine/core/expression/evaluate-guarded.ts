import type jsonata from "jsonata";
import { NESTED_TOO_DEEPLY, type EvaluationError } from "./expression-jail.ts";
import { guardRanges } from "./guarded-ranges.ts";
import { protectBuiltIns } from "./protect-built-ins.ts";
import { beganBinding, MappingFailure, registerMappings, type CallableMapping } from "./mappings/call-mapping.ts";
import { MappingMismatch } from "./mappings/declared-schemas.ts";
import { ExpressionTooLarge, recordedBinding, registerGuardedFunctions, type RecordedValues } from "./guarded-functions.ts";

/** An expression that JSONata itself evaluates, within limits and with recorded time and chance. */
export interface GuardedExpression {
  readonly needsRecorded: boolean;
  /** `beganAt`: when the evaluation began that this one is a part of, in milliseconds; now, where it is none. */
  readonly evaluate: (
    input: unknown,
    recorded: RecordedValues,
    bindings?: Readonly<Record<string, unknown>>,
    beganAt?: number,
  ) => Promise<unknown>;
}

/** The mappings that an expression uses, by `name@version`, and the time that it may take with them. */
export interface GuardedMappings {
  readonly byKey: ReadonlyMap<string, CallableMapping>;
  readonly patienceMs?: () => number;
}

/** Changes the tree of `compiled`, which is to be read before. `names` are the functions the expression calls; absent where it may call any (`$eval`). */
export function guard(compiled: jsonata.Expression, names?: ReadonlySet<string>, mappings?: GuardedMappings): GuardedExpression {
  guardRanges(compiled);
  const needsRecorded = registerGuardedFunctions(compiled, names);
  if (mappings === undefined) {
    const bound = (recorded: RecordedValues, bindings: Readonly<Record<string, unknown>> | undefined) =>
      needsRecorded || bindings ? { ...bindings, ...recordedBinding(recorded) } : undefined;
    return {
      needsRecorded,
      evaluate: async (input, recorded, bindings): Promise<unknown> => {
        const unprotected = protectBuiltIns(names);
        if (unprotected) await unprotected;
        return compiled.evaluate(input, bound(recorded, bindings));
      },
    };
  }
  registerMappings(compiled, mappings.byKey, mappings.patienceMs);
  return {
    needsRecorded,
    evaluate: async (input, recorded, bindings, beganAt = Date.now()): Promise<unknown> => {
      const unprotected = protectBuiltIns(names);
      if (unprotected) await unprotected;
      return compiled.evaluate(input, { ...bindings, ...recordedBinding(recorded), ...beganBinding(beganAt) });
    },
  };
}

interface JsonataError {
  readonly code?: string;
  readonly message?: string;
  readonly position?: number;
}

const TIMEOUT = "D1012";
const TOO_LARGE: ReadonlySet<string | undefined> = new Set(["D1011", "D2014", "D2015"]);

/**
 * Where the stack, a text or a list has grown too long: the words for it. How deep data may be differs from one evaluation to
 * the next, by what else is on the stack. Other range errors are about a value, such as a code point that is none.
 */
function outOfSpace(error: unknown): string | undefined {
  if (!(error instanceof RangeError)) return undefined;
  if (error.message.includes("call stack")) return NESTED_TOO_DEEPLY;
  return error.message.includes("length") ? "The expression builds a text or a list that is too long" : undefined;
}

/** Whatever an evaluation threw, as data. */
export function toEvaluationError(error: unknown): EvaluationError {
  if (error instanceof MappingFailure) return ofMapping(error);
  const { code, message: said, position } = error as JsonataError;
  const outgrown = outOfSpace(error);
  const message = outgrown ?? said;
  const isTooLarge = error instanceof ExpressionTooLarge || outgrown !== undefined || TOO_LARGE.has(code);
  const limit = code === TIMEOUT ? "time" : isTooLarge ? "size" : undefined;
  return {
    ...(typeof code === "string" ? { code } : {}),
    message: message === undefined || message === "" ? "The expression could not be evaluated" : message,
    ...(typeof position === "number" ? { position } : {}),
    ...(limit === undefined ? {} : { limit }),
    ...(error instanceof MappingMismatch ? { mismatch: error.mismatch } : {}),
  };
}

/** The place is that of the call: only that is a place in the text of the expression that failed. */
function ofMapping({ key, reason, position }: MappingFailure): EvaluationError {
  const { position: _inMapping, message, ...said } = toEvaluationError(reason);
  return { ...said, message: `In the mapping ${key}: ${message}`, ...(position === undefined ? {} : { position }) };
}
