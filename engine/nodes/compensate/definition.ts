import { z } from "zod";
import { identifier } from "../../core/flow/flow-document.ts";
import { defineNode, SINGLE_PORT } from "../../core/node-definition.ts";

const config = z.strictObject({ to: identifier.optional() });

export const compensate = defineNode({
  kind: "compensate",
  version: 1,
  title: "Compensate",
  purpose: "Undoes completed steps back to a savepoint, then goes on",
  aliases: ["rollback", "undo", "saga", "revert"],
  category: "control",
  icon: "arrow-back-up",
  behavior: "compensate",
  config,
  expressionPaths: [],
  form: {
    to: { label: "Back to", widget: "node", help: "A block or another node; empty: everything done so far is undone" },
  },
  ports: () => SINGLE_PORT,
  summarize: ({ to }) => (to === undefined ? "Everything so far" : `Back to ${to}`),
  savepoint: ({ to }) => to,
});
