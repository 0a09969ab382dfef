import { z } from "zod";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";

const config = z.strictObject({
  /** What it was called where it comes from, e.g. `n8n-nodes-base.slack`. */
  was: z.string().min(1).max(200),
  /** Why it has no counterpart here, and what to do instead. */
  why: z.string().min(1).max(2_000).optional(),
  /** As it was imported, so that nothing is lost. */
  original: z.json().optional(),
});

export const placeholder = defineNode({
  kind: "placeholder",
  version: 1,
  title: "Placeholder",
  purpose: "Stands for something an import could not translate",
  category: "control",
  icon: "puzzle",
  behavior: "pure",
  isOffered: false,
  config,
  expressionPaths: [],
  form: {
    was: { label: "Was", widget: "text", help: "What it was called where it comes from" },
    why: { label: "Why", widget: "multiline", help: "Why it has no counterpart here" },
    original: { label: "Original", widget: "json", help: "As it was imported" },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ was }) => `Was ${was}`,
});
