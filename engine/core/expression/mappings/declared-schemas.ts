import type { JsonObject, JsonValue } from "../../json.ts";
import { withoutSecrets, type WrongField } from "../../mapping/schema/without-secrets.ts";
import { MOST_VISITS, type CheckBudget } from "../../schema/check-budget.ts";
import { checkSchema, type Schemas } from "../../schema/check-schema.ts";
import { expressionJail } from "../expression-jail.ts";
import { ExpressionTooLarge } from "../guarded-functions.ts";
import type { BundledMapping } from "./mapping-bundle.ts";

/**
 * What a mapping says it takes and gives, checked wherever it is applied, the same in every tier. Nothing (JSONata found no
 * value) passes in unchecked, as it does into functions, and may come out again; of a value, a mapping that declares its result
 * gives one.
 *
 * A validator is made once per schema and kept as long as the schema, which is as long as the flow version that brings it along.
 */
export type DeclaredSchemas = Pick<BundledMapping, "input" | "output">;

/** A value that a mapping does not take, or should not have given. Plain data: it comes out of the jail as it is. */
export interface Mismatch {
  /** `name@version` */
  readonly mapping: string;
  readonly side: "input" | "output";
  /** At least one. */
  readonly errors: readonly WrongField[];
}

/** JSONata writes the place of the call into `position`. */
export class MappingMismatch extends Error {
  readonly mismatch: Mismatch;
  position?: number;

  constructor(mismatch: Mismatch) {
    super(describeMismatch(mismatch));
    this.mismatch = mismatch;
  }
}

/** The schemas of a mapping that has any, so that one without costs nothing. */
export function declaredBy({ input, output }: BundledMapping): DeclaredSchemas | undefined {
  return input === undefined && output === undefined ? undefined : { input, output };
}

/** What is wrong with what a mapping is applied to; empty where nothing is. */
export const inputFaults = (
  { input }: DeclaredSchemas,
  value: JsonValue | undefined,
  budget: CheckBudget = { visitsLeft: MOST_VISITS },
): readonly WrongField[] => (input === undefined || value === undefined ? [] : faultsOf(input, value, budget));

/** What is wrong with what a mapping has made of `given`; empty where nothing is. */
export function outputFaults(
  { output }: DeclaredSchemas,
  given: JsonValue | undefined,
  value: JsonValue | undefined,
  budget: CheckBudget = { visitsLeft: MOST_VISITS },
): readonly WrongField[] {
  if (output === undefined) return [];
  if (value === undefined) return given === undefined ? [] : [{ path: "", message: "must be there, got nothing" }];
  return faultsOf(output, value, budget);
}

/** What a person can do about it, as one sentence. */
export function mismatchFix({ mapping, side }: Mismatch): string {
  const name = mapping.split("@", 1)[0]!;
  return side === "input"
    ? `Apply ${mapping} to a value that fits its input schema, or publish a version of ${name} that takes this one.`
    : `Correct the expression or the output schema in a new version of ${name}, and use that one.`;
}

/** As much as this process takes on where there is a jail to go on in: some 40 ms. */
const VISITS_HERE = 20_000;

/** Checks with what may be spent here. Throws {@link ExpressionTooLarge} where there is a jail for more. */
export function withinBudget(check: (budget: CheckBudget) => readonly WrongField[]): readonly WrongField[] {
  const isLimited = expressionJail() !== undefined;
  const budget = { visitsLeft: isLimited ? VISITS_HERE : MOST_VISITS };
  const faults = check(budget);
  if (isLimited && budget.visitsLeft < 0)
    throw new ExpressionTooLarge("Checking what a mapping is applied to takes too long here");
  return faults;
}

const NO_SCHEMAS: Schemas = {};

function faultsOf(schema: JsonObject, value: JsonValue, budget: CheckBudget): readonly WrongField[] {
  const errors = checkSchema(schema, NO_SCHEMAS, value, budget);
  return errors.length === 0 ? errors : withoutSecrets(errors, schema, NO_SCHEMAS);
}

function describeMismatch({ mapping, side, errors }: Mismatch): string {
  const what = side === "input" ? "does not take what it is applied to" : "gives something else than it declares";
  const [{ path, message }] = errors as readonly [WrongField];
  const more = errors.length === 1 ? "" : ` and ${errors.length - 1} more`;
  return `The mapping ${mapping} ${what}: ${path || "the value"} ${message}${more}.`;
}
