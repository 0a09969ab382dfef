import { z } from "zod";
import { identifier } from "../../core/flow/flow-document.ts";
import { defineNode, type PortSpec } from "../../core/node-definition.ts";
import { expression } from "../template-field.ts";

const config = z.strictObject({
  cases: z
    .array(z.strictObject({ port: identifier, when: expression }))
    .min(1)
    .max(50),
  otherwise: identifier.optional().meta({ default: "otherwise" }),
});

type BranchConfig = z.infer<typeof config>;

/** A port without an edge ends the branch there: "only when" needs no second edge. While it is drawn, it may have no cases yet. */
function branchPorts({ cases = [], otherwise = "otherwise" }: Partial<BranchConfig>): readonly PortSpec[] {
  const names = new Set(cases.map(({ port }) => port));
  names.delete(otherwise);
  return [...names, otherwise].map((name) => ({ name, label: name, whenUnconnected: "end" }));
}

export const branch = defineNode<BranchConfig>({
  kind: "branch",
  version: 1,
  title: "Branch",
  purpose: "Takes the first way whose condition holds",
  aliases: ["if", "else", "switch", "condition", "router", "choice", "decide"],
  category: "control",
  icon: "git-branch",
  behavior: "pure",
  config,
  expressionPaths: ["cases.*.when"],
  form: {
    cases: {
      label: "Cases",
      widget: "cases",
      help: "Tried from top to bottom; the first that holds is taken",
      fields: {
        port: { label: "Name" },
        when: { label: "When", placeholder: "input.total > 1000" },
      },
    },
    otherwise: { label: "Otherwise", widget: "text", help: "Port taken when no case holds", placeholder: "otherwise" },
  },
  ports: branchPorts,
  summarize: ({ cases }) => cases.map(({ when }) => when).join(" | "),
});
