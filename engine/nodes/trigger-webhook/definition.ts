import { z } from "zod";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";

const PATH = /^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/;

const config = z.strictObject({
  path: z
    .string()
    .max(200)
    .regex(PATH, "must be words of letters, digits, - and _ separated by /, such as orders or github/issues"),
  method: z.enum(["POST", "PUT", "PATCH"]).optional().meta({ default: "POST" }),
  /** When the caller is answered: `accepted` is 202 with the run id, as soon as the run is stored. */
  respond: z.enum(["accepted"]).optional().meta({ default: "accepted" }),
});

export const triggerWebhook = defineNode({
  kind: "trigger.webhook",
  version: 1,
  title: "Webhook",
  purpose: "Starts a run for each request that another system sends",
  category: "trigger",
  icon: "webhook",
  behavior: "trigger",
  config,
  expressionPaths: [],
  form: {
    path: { label: "Path", widget: "text", help: "Last part of the address that callers use" },
    method: { label: "Method", widget: "select" },
    respond: { label: "Answer", widget: "select", help: "The caller gets 202 and the run id once the run is stored" },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ method, path }) => `${method ?? "POST"} /${path}`,
});
