import { z } from "zod";
import { identifier } from "../../core/flow/flow-document.ts";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";

const config = z.strictObject({
  flow: identifier,
  version: z.int().min(1).optional(),
  input: z.json().optional(),
  wait: z.boolean().optional().meta({ default: true }),
});

export const subFlow = defineNode({
  kind: "subFlow",
  version: 1,
  title: "Sub-flow",
  purpose: "Runs another flow, and waits for it or not",
  aliases: ["subprocess", "child", "call flow", "reuse", "sub-flow"],
  category: "control",
  icon: "sitemap",
  behavior: "child",
  config,
  expressionPaths: [],
  form: {
    flow: { label: "Flow", widget: "flow", help: "The flow to run" },
    version: { label: "Version", widget: "number", help: "Empty: the one that is deployed when the step begins" },
    input: { label: "Input", widget: "json", help: "What the other flow is given; empty: the input of this one" },
    wait: { label: "Wait for it", widget: "switch", help: "Off: the step is over as soon as the run exists" },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ flow, version }) => (version === undefined ? flow : `${flow}, version ${version}`),
});
