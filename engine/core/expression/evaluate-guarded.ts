import type jsonata from "jsonata";
import type { EvaluationError } from "./expression-jail.ts";
import { ExpressionTooLarge, recordedBinding, registerGuardedFunctions, type RecordedValues } from "./guarded-functions.ts";

/** An expression that JSONata itself evaluates, within limits and with recorded time and chance. */
export interface GuardedExpression {
  readonly needsRecorded: boolean;
  readonly evaluate: (input: unknown, recorded: RecordedValues, bindings?: Readonly<Record<string, unknown>>) => Promise<unknown>;
}

/** `names` are the functions the expression calls; absent where it may call any (`$eval`). */
export function guard(compiled: jsonata.Expression, names?: ReadonlySet<string>): GuardedExpression {
  const needsRecorded = registerGuardedFunctions(compiled, names);
  return {
    needsRecorded,
    evaluate: (input, recorded, bindings) =>
      compiled.evaluate(input, needsRecorded || bindings ? { ...bindings, ...recordedBinding(recorded) } : undefined),
  };
}

interface JsonataError {
  readonly code?: string;
  readonly message?: string;
  readonly position?: number;
}

const TIMEOUT = "D1012";
const TOO_LARGE: ReadonlySet<string | undefined> = new Set(["D1011", "D2014", "D2015"]);

/** Whatever an evaluation threw, as data. */
export function toEvaluationError(error: unknown): EvaluationError {
  const { code, message, position } = error as JsonataError;
  const isTooLarge = error instanceof ExpressionTooLarge || error instanceof RangeError || TOO_LARGE.has(code);
  const limit = code === TIMEOUT ? "time" : isTooLarge ? "size" : undefined;
  return {
    ...(typeof code === "string" ? { code } : {}),
    message: message === undefined || message === "" ? "The expression could not be evaluated" : message,
    ...(typeof position === "number" ? { position } : {}),
    ...(limit === undefined ? {} : { limit }),
  };
}
