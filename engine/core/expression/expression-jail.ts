import type { JsonObject, JsonValue } from "../json.ts";
import type { Mismatch } from "./mappings/declared-schemas.ts";
import type { MappingBundle } from "./mappings/mapping-bundle.ts";

/**
 * Evaluates what neither the bounded nor the guarded tier can hold, where it can hurt nobody: in a process of its own that
 * is killed at its limits. The core only knows that there may be one; `engine/hub/jail` is it.
 *
 * A process has one jail or none. Without one (in the browser, in tests of pure code) such expressions are evaluated in
 * place, within the limits of the guarded tier.
 */
export interface ExpressionJail {
  /** Never rejects: what the expression did is in the answer, a killed process included. */
  evaluate(request: JailRequest): Promise<JailAnswer>;
  /**
   * What the thread that asks has worked so far, in ms of the processor. What is evaluated in place goes on in the jail when
   * it has had its time by this measure: on a busy machine the clock runs on while nobody works.
   */
  workedMs(): number;
}

export interface JailRequest {
  readonly source: string;
  /** The mappings it needs; absent where it uses none. */
  readonly mappings?: MappingBundle;
  /** What `$` and `$$` are; JSON. Absent where there is nothing. */
  readonly input?: JsonValue;
  readonly bindings?: JsonObject;
  readonly nowMs: number;
  /** Where the sequence of random numbers is: see `RandomSequence`. */
  readonly randomState: number;
  readonly resultCharacters: number;
  /** Whose expression it is: owners take turns. */
  readonly owner?: string;
}

export type JailAnswer =
  | { readonly value?: JsonValue; readonly randomState: number }
  | { readonly error: EvaluationError; readonly randomState: number };

/** An error as JSONata words it. `code` is JSONata's; `limit` says which limit of the jail was met. */
export interface EvaluationError {
  readonly code?: string;
  readonly message: string;
  readonly position?: number;
  readonly limit?: "time" | "size";
  /** A reusable mapping was given, or gave, something else than it declares. */
  readonly mismatch?: Mismatch;
}

/** Said by whichever notices first: the one who writes the data for the jail, or the one who evaluates it. */
export const NESTED_TOO_DEEPLY = "The data is nested too deeply to be evaluated";

/** On `globalThis`, because the web server's bundle has modules of its own beside those of the process. */
const KEY = Symbol.for("omnilink.expressionJail");
const holder = globalThis as { [KEY]?: ExpressionJail | undefined };

/** Gives this process its jail; a second one takes the place of the first, `undefined` leaves it without. */
export function connectExpressionJail(jail: ExpressionJail | undefined): void {
  holder[KEY] = jail;
}

export const expressionJail = (): ExpressionJail | undefined => holder[KEY];
