import { z } from "zod";
import { defineNode } from "../../core/node-definition.ts";
import { readableTemplate } from "../template-field.ts";

const config = z.strictObject({
  outcome: z.enum(["completed", "failed"]).optional().meta({ default: "completed" }),
  /** Output of the run; for outcome `failed` the details of its failure. */
  output: z.json().optional(),
  message: z.string().min(1).max(1_000).optional(),
});

export const stop = defineNode({
  kind: "stop",
  version: 1,
  title: "Stop",
  purpose: "Ends the run here, completed or failed",
  aliases: ["end", "finish", "terminate", "fail", "exit"],
  category: "control",
  icon: "player-stop",
  behavior: "stop",
  config,
  expressionPaths: [],
  form: {
    outcome: { label: "Outcome", widget: "select", options: { completed: "Completed", failed: "Failed" } },
    output: { label: "Output", widget: "json", help: "What the run gives back" },
    message: { label: "Message", widget: "text", help: "Why it ends here" },
  },
  ports: () => [],
  mayFail: ({ outcome }) => outcome === "failed",
  summarize: ({ outcome, message }) => (message === undefined ? (outcome ?? "completed") : readableTemplate(message)),
});
