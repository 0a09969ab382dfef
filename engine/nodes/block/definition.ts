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
  config: z.strictObject({}),
  expressionPaths: [],
  form: {},
  ports: () => SINGLE_PORT,
  summarize: () => "All or its error edge",
});
