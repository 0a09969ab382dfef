import { z } from "zod";
import { jsonSchema } from "../../core/flow/flow-document.ts";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";
import { expression } from "../template-field.ts";

const config = z.strictObject({
  /** Inline, or a reference to one of the flow's schemas: `{ $ref: "#/schemas/Order" }`. */
  schema: jsonSchema,
  of: expression.optional().meta({ default: "input" }),
});

const schemaName = (schema: Readonly<Record<string, unknown>>): string => {
  const reference = schema["$ref"];
  return typeof reference === "string" ? reference.slice(reference.lastIndexOf("/") + 1) : "an inline schema";
};

export const validate = defineNode({
  kind: "validate",
  version: 1,
  title: "Validate",
  purpose: "Lets data pass only when it fits a contract",
  aliases: ["check", "schema", "contract", "verify", "assert"],
  category: "data",
  icon: "shield-check",
  behavior: "pure",
  config,
  expressionPaths: ["of"],
  form: {
    schema: { label: "Contract", widget: "schema" },
    of: { label: "Data to check", widget: "expression", help: "The input of the run without one", placeholder: "input" },
  },
  ports: () => SINGLE_PORT,
  mayFail: () => true,
  output: ({ schema }) => schema,
  summarize: ({ schema, of }) => `${of ?? "input"} is ${schemaName(schema)}`,
});
