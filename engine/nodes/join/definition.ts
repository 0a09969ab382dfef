import { z } from "zod";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";

const config = z.strictObject({ mode: z.enum(["all"]).optional().meta({ default: "all" }) });

export const join = defineNode({
  kind: "join",
  version: 1,
  title: "Join",
  purpose: "Waits until the parallel branches before it have arrived",
  category: "control",
  icon: "git-merge",
  behavior: "join",
  config,
  expressionPaths: [],
  form: { mode: { label: "Goes on when", widget: "select", help: "all: every branch that can still arrive has arrived" } },
  ports: () => SINGLE_PORT,
  summarize: () => "Waits for all branches",
});
