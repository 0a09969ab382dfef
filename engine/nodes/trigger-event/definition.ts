import { z } from "zod";
import { cloudEventSchema, eventTypePattern } from "../../core/event/cloud-event.ts";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";
import { expression } from "../template-field.ts";

const config = z.strictObject({
  types: z.array(eventTypePattern).min(1).max(20),
  filter: expression.optional(),
});

export const triggerEvent = defineNode({
  kind: "trigger.event",
  version: 1,
  title: "Event",
  purpose: "Starts a run for each matching event on the bus",
  aliases: ["subscribe", "listen", "bus", "message", "cloudevent"],
  category: "trigger",
  icon: "rss",
  behavior: "trigger",
  config,
  expressionPaths: ["filter"],
  form: {
    types: { label: "Types", widget: "list", help: "order.* takes all that begin so", placeholder: "order.shipped" },
    filter: {
      label: "Only when",
      widget: "expression",
      help: "Asked about each event; the others start nothing",
      placeholder: "event.data.total > 100",
    },
  },
  sees: { type: "object", required: ["event"], properties: { event: cloudEventSchema } },
  output: () => cloudEventSchema,
  ports: () => SINGLE_PORT,
  summarize: ({ types }) => types.join(", "),
});
