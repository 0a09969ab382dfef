import type { JsonObject, JsonValue } from "../json.ts";
import { fromPointer, toPointer } from "../pointer.ts";
import type { Problem } from "../problem.ts";
import { checkSchema, type SchemaError, type Schemas } from "../schema/check-schema.ts";

const noSchemas: Schemas = {};

/**
 * Checks what a person filled in against the form's self-contained schema. Paths are into the answer; what is missing is
 * reported at the place where it should be, so that a form can say it beside the field.
 */
export function checkAnswer(answer: JsonValue, form: JsonObject): Problem[] {
  return checkSchema(form, noSchemas, answer).map(toProblem);
}

function toProblem({ path, message, missing }: SchemaError): Problem {
  const said = { code: "answer/invalid", severity: "error" } as const;
  if (missing !== undefined) {
    const place = toPointer([...fromPointer(path), missing]);
    return { ...said, message: `Field ${place} is missing.`, fix: "Fill it in.", path: place };
  }
  const field = path === "" ? "The answer" : `Field ${path}`;
  return { ...said, message: `${field} ${message}.`, fix: "Change it so that it fits the form.", path };
}
