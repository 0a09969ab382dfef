import { StepFailure } from "../failure.ts";
import type { JsonObject, JsonValue } from "../json.ts";
import type { StepWarning } from "../machine/run-event.ts";
import { fromPointer } from "../pointer.ts";
import { checkSchema, type SchemaError, type Schemas } from "../schema/check-schema.ts";
import type { MismatchPolicy } from "./mismatch-policy.ts";
import { openSchemaTree } from "./schema/schema-tree.ts";

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

/** Of a field that is marked `x-sensitive`, or stands in one, no value is told. */
function withoutSecrets(
  errors: readonly SchemaError[],
  schema: JsonObject,
  schemas: Schemas,
): Pick<SchemaError, "path" | "message">[] {
  if (errors.length === 0) return [];
  const tree = openSchemaTree(schema, schemas);
  return errors.map(({ path, message }) => {
    const parts = fromPointer(path).map((part) => (/^\d+$/.test(part) ? "*" : part));
    const isSensitive = parts.some((_, index) => tree.fieldAt(parts.slice(0, index + 1))?.isSensitive === true);
    return { path, message: isSensitive ? message.replace(/, got .*$/s, ", got a value that is not shown") : message };
  });
}
