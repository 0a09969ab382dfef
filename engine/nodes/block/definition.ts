import { z } from "zod";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";

export const block = defineNode({
  kind: "block",
  version: 1,
  title: "Block",
  purpose: "Takes several nodes as one: one error edge, one time limit, one savepoint",
  aliases: ["scope", "try", "group", "transaction", "sequence"],
  category: "control",
  icon: "box-multiple",
  behavior: "container",
  config: z.strictObject({ undoConcurrency: z.int().min(1).max(200).optional().meta({ default: 1 }) }),
  expressionPaths: [],
  form: {
    undoConcurrency: {
      label: "Undone at once",
      widget: "number",
      help: "How many undos of what is inside go side by side, 1 to 200; 1: the last step first",
    },
  },
  ports: () => SINGLE_PORT,
  summarize: () => "All or its error edge",
  undoConcurrency: ({ undoConcurrency }) => undoConcurrency,
});
