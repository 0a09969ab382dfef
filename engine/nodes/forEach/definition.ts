import { z } from "zod";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";
import { expression } from "../template-field.ts";

export const MAX_ITEMS = 100_000;

const config = z.strictObject({
  items: expression,
  concurrency: z.int().min(1).max(200).optional().meta({ default: 10 }),
  tolerate: z
    .union([z.int().min(0), z.string().regex(/^(100|\d{1,2})%$/, "must be a number of items or a percentage such as 5%")])
    .optional()
    .meta({ default: 0 }),
  collect: z.boolean().optional().meta({ default: true }),
  undoConcurrency: z.int().min(1).max(200).optional().meta({ default: 1 }),
});

export const forEach = defineNode({
  kind: "forEach",
  version: 1,
  title: "For each",
  purpose: "Runs the nodes inside once for each item of a list, several at a time",
  aliases: ["loop", "iterate", "each", "list", "batch", "split", "fan out"],
  category: "control",
  icon: "list-details",
  behavior: "container",
  config,
  expressionPaths: ["items"],
  form: {
    items: {
      label: "Items",
      widget: "expression",
      help: "Gives the list; inside, item and index name the one in hand",
      placeholder: "input.lines",
    },
    concurrency: { label: "At once", widget: "number", help: "How many items are worked on side by side, 1 to 200" },
    tolerate: {
      label: "Failures allowed",
      widget: "text",
      help: "A number of items or a percentage; one more fails the step",
      placeholder: "5%",
    },
    collect: { label: "Keep results", widget: "switch", help: "Off for very long lists whose results nobody reads" },
    undoConcurrency: {
      label: "Undone at once",
      widget: "number",
      help: "How many undos go side by side, 1 to 200; within one item always the last step first",
    },
  },
  turns: { items: "items" },
  ports: () => SINGLE_PORT,
  output: ({ collect = true }) =>
    collect ? { type: "array" } : { type: "object", required: ["count"], properties: { count: { type: "integer" } } },
  summarize: ({ items, concurrency = 10 }) => `${items}, ${concurrency} at a time`,
  undoConcurrency: ({ undoConcurrency }) => undoConcurrency,
});
