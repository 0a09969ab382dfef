import { z } from "zod";
import { identifier } from "../../core/flow/flow-document.ts";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";

const config = z
  .strictObject({ to: identifier.optional(), only: identifier.optional() })
  .refine(({ to, only }) => to === undefined || only === undefined, {
    message: "goes back to a node or undoes one alone, not both",
    path: ["only"],
  });

export const compensate = defineNode({
  kind: "compensate",
  version: 1,
  title: "Compensate",
  purpose: "Undoes completed steps back to a savepoint, or one of them, then goes on",
  aliases: ["rollback", "undo", "saga", "revert"],
  category: "control",
  icon: "arrow-back-up",
  behavior: "compensate",
  config,
  expressionPaths: [],
  form: {
    to: {
      label: "Back to",
      widget: "node",
      either: "What is undone",
      help: "A block or another node; empty: everything done so far is undone",
    },
    only: {
      label: "One step alone",
      widget: "node",
      either: "What is undone",
      help: "What this node did; everything after it stays as it is",
    },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ to, only }) => (only === undefined ? (to === undefined ? "Everything so far" : `Back to ${to}`) : `Only ${only}`),
  savepoint: ({ to }) => to,
  undoneNode: ({ only }) => only,
});
