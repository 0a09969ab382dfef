import { z } from "zod";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";

const config = z
  .strictObject({
    mode: z.enum(["all", "any", "count"]).optional().meta({ default: "all" }),
    count: z.int().min(1).max(1_000).optional(),
  })
  .refine(({ mode, count }) => (mode === "count") === (count !== undefined), {
    message: "belongs to mode count, and mode count needs it",
    path: ["count"],
  });

type JoinConfig = z.infer<typeof config>;

function branchesNeeded({ mode = "all", count }: JoinConfig): number | undefined {
  return mode === "any" ? 1 : count;
}

const summaries = {
  all: () => "Waits for all branches",
  any: () => "The first branch wins",
  count: (n = 1) => `The first ${n} branches win`,
};

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
  form: {
    mode: {
      label: "Goes on when",
      widget: "select",
      help: "all: every branch that can still arrive has; any, count: so many have",
    },
    count: { label: "Branches", widget: "number", help: "How many must arrive, with mode count" },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ mode = "all", count }) => summaries[mode](count),
  branchesNeeded,
});
