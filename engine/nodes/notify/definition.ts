import { z } from "zod";
import { identifier } from "../../core/flow/flow-document.ts";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";
import { isTemplate, readableTemplate } from "../template-field.ts";
import { addressProblem, splitAddresses } from "./addresses.ts";

const address = z
  .string()
  .max(8_000)
  .superRefine((text, context) => {
    if (isTemplate(text)) return;
    const problems = splitAddresses(text).map(addressProblem);
    for (const message of problems) if (message !== undefined) context.addIssue({ code: "custom", message });
  });
const addresses = z.union([address, z.array(address).min(1).max(100)]);

const config = z
  .strictObject({
    channel: z.enum(["email", "chat"]),
    /** A mail server (`type: smtp`), or the incoming webhook of a chat. */
    connection: identifier,
    to: addresses.optional(),
    cc: addresses.optional(),
    subject: z.string().min(1).max(1_000).optional(),
    /** Markdown. */
    text: z.string().min(1).max(50_000),
  })
  .superRefine((given, context) => {
    for (const field of ["to", "subject"] as const) {
      if (given.channel === "email" && given[field] === undefined)
        context.addIssue({ code: "custom", message: "is needed for an email", path: [field] });
    }
    for (const field of ["to", "cc", "subject"] as const) {
      if (given.channel === "chat" && given[field] !== undefined)
        context.addIssue({
          code: "custom",
          message: "belongs to an email; a chat's connection says where it goes",
          path: [field],
        });
    }
  });

const readable = (to: string | readonly string[]): string =>
  (typeof to === "string" ? [to] : to).map(readableTemplate).join(", ");

export const notify = defineNode({
  kind: "notify",
  version: 1,
  title: "Notify",
  purpose: "Tells people by email or in a chat",
  aliases: ["email", "mail", "chat", "slack", "teams", "message", "alert"],
  category: "outside",
  icon: "bell",
  behavior: "effect",
  config,
  expressionPaths: [],
  form: {
    channel: { label: "Channel", widget: "select", options: { email: "Email", chat: "Chat" } },
    connection: { label: "Connection", widget: "connection", help: "A mail server, or the incoming webhook of a chat" },
    to: {
      label: "To",
      widget: "list",
      placeholder: "ana@example.com",
      showWhen: { field: "channel", is: ["email"] },
    },
    cc: { label: "Copy to", widget: "list", placeholder: "team@example.com", showWhen: { field: "channel", is: ["email"] } },
    subject: { label: "Subject", widget: "text", showWhen: { field: "channel", is: ["email"] } },
    text: { label: "Text", widget: "multiline", help: "Markdown" },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ channel, connection, to = "" }) => (channel === "chat" ? `Post to ${connection}` : `Mail ${readable(to)}`),
  // A repeat carries the same Message-ID or Idempotency-Key. At worst somebody reads the same message twice.
  effect: () => "keyed",
  changesOutside: () => true,
  reportsProgress: true,
});
