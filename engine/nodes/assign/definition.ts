import { z } from "zod";
import { identifier } from "../../core/flow/flow-document.ts";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";
import { expression } from "../template-field.ts";

const config = z.strictObject({
  values: z.record(identifier, expression).refine((values) => Object.keys(values).length > 0, "must set at least one variable"),
});

export const assign = defineNode({
  kind: "assign",
  version: 1,
  title: "Set variables",
  purpose: "Remembers values under a name for later steps",
  aliases: ["variable", "set", "remember", "store", "state"],
  category: "data",
  icon: "variable",
  behavior: "pure",
  config,
  expressionPaths: ["values.*"],
  outputOf: "values",
  setsVariables: true,
  form: { values: { label: "Variables", widget: "pairs", help: "Each name becomes vars.<name>" } },
  ports: () => SINGLE_PORT,
  summarize: ({ values }) => `Set ${Object.keys(values).join(", ")}`,
});
