import { z } from "zod";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";
import { expression } from "../template-field.ts";

const config = z.strictObject({
  while: expression,
  maxIterations: z.int().min(1).max(100_000).optional().meta({ default: 1_000 }),
});

export const loop = defineNode({
  kind: "loop",
  version: 1,
  title: "Loop",
  purpose: "Runs the nodes inside again and again while a condition holds",
  aliases: ["while", "repeat", "until", "poll"],
  category: "control",
  icon: "repeat",
  behavior: "container",
  config,
  expressionPaths: ["while"],
  form: {
    while: {
      label: "While",
      widget: "expression",
      help: "Asked before each turn; index is the number of the turn, from 0",
      placeholder: "vars.pagesLeft > 0",
    },
    maxIterations: { label: "At most", widget: "number", help: "Turns after which the step fails, 1 to 100,000" },
  },
  turns: {},
  ports: () => SINGLE_PORT,
  // After too many turns.
  mayFail: () => true,
  summarize: (loopConfig) => `While ${loopConfig.while}`,
});
