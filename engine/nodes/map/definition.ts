import { z } from "zod";
import { jsonSchema } from "../../core/flow/flow-document.ts";
import { mismatchPolicies } from "../../core/mapping/mismatch-policy.ts";
import { defineNode, SINGLE_PORT, type FieldForm } from "../../core/node-definition.ts";
import { expression } from "../template-field.ts";

const onMismatch = z.enum(mismatchPolicies).optional().meta({ default: "reject" });

const config = z.strictObject({
  expression,
  /** Contract of what the expression reads: inline, or `{ $ref: "#/schemas/Order" }`. */
  source: z.strictObject({ schema: jsonSchema, of: expression.optional().meta({ default: "input" }), onMismatch }).optional(),
  /** Contract of what it makes. */
  target: z.strictObject({ schema: jsonSchema, onMismatch }).optional(),
});

const policy: FieldForm = {
  label: "When it does not fit",
  widget: "select",
  options: { reject: "Fail the step", deadLetter: "Set aside for a person", warn: "Go on and warn" },
};
const schema: FieldForm = { label: "Contract", widget: "schema" };

export const map = defineNode({
  kind: "map",
  version: 1,
  title: "Map",
  purpose: "Makes new data from what the run knows so far",
  aliases: ["transform", "mapping", "jsonata", "convert", "reshape", "expression"],
  category: "data",
  icon: "transform",
  behavior: "pure",
  config,
  expressionPaths: ["expression", "source.of"],
  output: ({ target }) => target?.schema,
  outputOf: "expression",
  form: {
    expression: { label: "Expression", widget: "expression", help: "Its value becomes the output of this step" },
    source: {
      label: "What it reads",
      widget: "group",
      group: "Contracts",
      fields: {
        schema,
        of: { label: "Data to check", widget: "expression", help: "Default: the input of the run" },
        onMismatch: policy,
      },
    },
    target: { label: "What it makes", widget: "group", group: "Contracts", fields: { schema, onMismatch: policy } },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ expression: source }) => source.replace(/\s+/g, " ").trim(),
});
