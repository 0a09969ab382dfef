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
  aliases: ["merge", "gather", "parallel", "synchronize", "fan in"],
  category: "control",
  icon: "git-merge",
  behavior: "join",
  config,
  expressionPaths: [],
  form: {
    mode: {
      label: "Goes on when",
      widget: "select",
      help: "The branches that are too late are canceled",
      options: { all: "All branches have arrived", any: "The first has arrived", count: "So many have arrived" },
    },
    count: {
      label: "Branches",
      widget: "number",
      help: "How many must arrive",
      showWhen: { field: "mode", is: ["count"] },
    },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ mode = "all", count }) => summaries[mode](count),
  branchesNeeded,
  // Too few of several may arrive. One always does: whoever comes to the join is it.
  mayFail: ({ count = 1 }) => count > 1,
});
