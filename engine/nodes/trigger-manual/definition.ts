import { z } from "zod";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";

export const triggerManual = defineNode({
  kind: "trigger.manual",
  version: 1,
  title: "Manual start",
  purpose: "Starts a run when a person or a program asks for one",
  aliases: ["button", "start", "by hand", "run"],
  category: "trigger",
  icon: "bolt",
  behavior: "trigger",
  config: z.strictObject({}),
  expressionPaths: [],
  form: {},
  ports: () => SINGLE_PORT,
  summarize: () => "Started by hand",
});
