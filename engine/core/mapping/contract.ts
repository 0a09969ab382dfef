import { StepFailure } from "../failure.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { StepWarning } from "../machine/run-event.ts";
import { checkSchema, type Schemas } from "../schema/check-schema.ts";
import type { MismatchPolicy } from "./mismatch-policy.ts";
import { withoutSecrets } from "./schema/without-secrets.ts";

/** What a mapping was promised, or promises, as a JSON Schema, and what follows when the data are different. */
export interface Contract {
  readonly schema: JsonObject;
  readonly onMismatch: MismatchPolicy;
}

export interface ContractedValue {
  readonly side: StepWarning["side"];
  readonly value: JsonValue;
  readonly step: { readonly id: string; readonly label: string };
}

/** Fields that are not as agreed, when the contract only warns. Throws `StepFailure` `contract/mismatch` when it does not. */
export function checkContract(
  { schema, onMismatch }: Contract,
  schemas: Schemas,
  { side, value, step }: ContractedValue,
): readonly StepWarning[] {
  const errors = withoutSecrets(checkSchema(schema, schemas, value), schema, schemas);
  const [first] = errors;
  if (first === undefined) return [];
  if (onMismatch === "warn") return errors.map((error) => ({ side, ...error }));
  const subject = side === "source" ? "what it reads" : "what it makes";
  const more = errors.length === 1 ? "" : ` and ${errors.length - 1} more`;
  throw new StepFailure({
    code: "contract/mismatch",
    message: `Step "${step.label}": ${subject} does not fit its contract: ${first.path || "the value"} ${first.message}${more}.`,
    nodeId: step.id,
    ...(onMismatch === "deadLetter" ? { needsDecision: true } : {}),
    details: { side, errors },
  });
}
