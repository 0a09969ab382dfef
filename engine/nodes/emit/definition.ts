import { z } from "zod";
import { eventType } from "../../core/event/cloud-event.ts";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";
import { readableTemplate, templateOr } from "../template-field.ts";

const config = z.strictObject({
  type: templateOr(eventType),
  source: z.string().min(1).max(200).optional(),
  subject: z.string().min(1).max(200).optional(),
  data: z.json().optional(),
  key: z.string().min(1).max(200).optional(),
});

export const emit = defineNode({
  kind: "emit",
  version: 1,
  title: "Emit event",
  purpose: "Puts an event on the bus, for whichever flows listen",
  aliases: ["publish", "produce", "message", "cloudevent", "bus"],
  category: "outside",
  icon: "broadcast",
  behavior: "effect",
  config,
  expressionPaths: [],
  form: {
    type: { label: "Type", widget: "text", help: "What happened, in the past tense", placeholder: "order.shipped" },
    data: { label: "Data", widget: "json", help: "What listeners are told" },
    subject: { label: "Subject", widget: "text", help: "What it is about, such as an order number", placeholder: "A-1001" },
    key: {
      label: "Key",
      widget: "text",
      group: "Delivery",
      help: "One event of this type per key; one per step without one",
    },
    source: { label: "Source", widget: "text", group: "Delivery", help: "Who says so; this flow without one" },
  },
  ports: () => SINGLE_PORT,
  output: () => ({
    type: "object",
    required: ["id", "type", "source", "time"],
    properties: {
      id: { type: "string" },
      type: { type: "string" },
      source: { type: "string" },
      subject: { type: "string" },
      time: { type: "string", format: "date-time" },
    },
  }),
  summarize: ({ type }) => readableTemplate(type),
  // The bus keeps one event per key, and the key of a step is the same in every attempt.
  effect: () => "idempotent",
  // Whoever listens has acted on it.
  changesOutside: () => true,
  mayFail: () => false,
});
