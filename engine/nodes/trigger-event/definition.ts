import { z } from "zod";
import { eventTypePattern } from "../../core/event/cloud-event.ts";
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
  category: "trigger",
  icon: "rss",
  behavior: "trigger",
  config,
  expressionPaths: ["filter"],
  form: {
    types: { label: "Types", widget: "multiline", help: "Such as order.shipped; order.* takes all that begin so" },
    filter: { label: "Only when", widget: "expression", help: "JSONata over event, such as event.data.total > 100" },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ types }) => types.join(", "),
});
