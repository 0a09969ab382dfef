import { z } from "zod";
import { durationString, parseDuration } from "../../core/duration.ts";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";

const PATH = /^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/;

/** Callers and the proxies between do not wait longer than this, and each of them holds a connection. */
const MAX_WAIT_MS = 30_000;

const config = z
  .strictObject({
    path: z
      .string()
      .max(200)
      .regex(PATH, "must be words of letters, digits, - and _ separated by /, such as orders or github/issues"),
    method: z.enum(["POST", "PUT", "PATCH"]).optional().meta({ default: "POST" }),
    /**
     * When the caller is answered. `accepted`: 202 with the run id, as soon as the run is stored; `result`: with the run's
     * output when it has ended; `node`: with what the flow's `respond` node says.
     */
    respond: z.enum(["accepted", "result", "node"]).optional().meta({ default: "accepted" }),
    /** How long the caller waits; then it gets 202 and where to look. */
    wait: durationString
      .refine((text) => (parseDuration(text) ?? 0) <= MAX_WAIT_MS, "must be at most PT30S")
      .optional()
      .meta({ default: "PT30S" }),
  })
  .refine(({ respond, wait }) => wait === undefined || (respond !== undefined && respond !== "accepted"), {
    message: "has no meaning unless respond is result or node",
    path: ["wait"],
  });

export const triggerWebhook = defineNode({
  kind: "trigger.webhook",
  version: 1,
  title: "Webhook",
  purpose: "Starts a run for each request that another system sends",
  aliases: ["http", "endpoint", "callback", "receive", "incoming"],
  category: "trigger",
  icon: "webhook",
  behavior: "trigger",
  config,
  expressionPaths: [],
  form: {
    path: { label: "Path", widget: "text", help: "Last part of the address that callers use", placeholder: "orders" },
    method: { label: "Method", widget: "select" },
    respond: {
      label: "Answer",
      widget: "select",
      options: { accepted: "At once", result: "With the result of the run", node: "By a Respond node" },
    },
    wait: {
      label: "The caller waits at most",
      widget: "duration",
      help: "Then it gets 202 and where to look; PT30S without one",
      showWhen: { field: "respond", is: ["result", "node"] },
    },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ method, path }) => `${method ?? "POST"} /${path}`,
  callerAnswer: ({ respond }) => (respond === "node" ? "awaited" : undefined),
});
