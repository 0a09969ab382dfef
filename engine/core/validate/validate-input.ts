import type { FlowDocument } from "../flow/flow-document.ts";
import type { JsonValue } from "../json.ts";
import type { Problem } from "../problem.ts";
import { checkSchema, type SchemaError, type Schemas } from "../schema/check-schema.ts";

const noSchemas: Schemas = {};

/** Checks a trigger payload against the flow's `input` contract; no contract accepts everything. Paths are into the payload. */
export function validateInput(payload: JsonValue, document: Pick<FlowDocument, "id" | "input" | "schemas">): Problem[] {
  if (document.input === undefined) return [];
  const schemas = document.schemas ?? noSchemas;
  return checkSchema(document.input, schemas, payload).map((error) => toProblem(error, document.id));
}

function toProblem({ path, message, keyword }: SchemaError, flowId: string): Problem {
  const field = path === "" ? "The input" : `Input field ${path}`;
  const isMissing = keyword === "required";
  return {
    code: "input/invalid",
    severity: "error",
    message: `${field} ${message}.`,
    fix: isMissing ? "Add the field to the input." : `Change the input so that it fits the contract of flow "${flowId}".`,
    path,
  };
}
