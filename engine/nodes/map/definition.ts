import { z } from "zod";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";
import { expression } from "../template-field.ts";

const config = z.strictObject({ expression });

export const map = defineNode({
  kind: "map",
  version: 1,
  title: "Map",
  purpose: "Makes new data from what the run knows so far",
  category: "data",
  icon: "transform",
  behavior: "pure",
  config,
  expressionPaths: ["expression"],
  form: { expression: { label: "Expression", widget: "expression", help: "Its value becomes the output of this step" } },
  ports: () => SINGLE_PORT,
  summarize: ({ expression: source }) => source.replace(/\s+/g, " ").trim(),
});
