import { z } from "zod";
import { durationString } from "../../core/duration.ts";
import { jsonSchema } from "../../core/flow/flow-document.ts";
import { defineNode, type PortSpec } from "../../core/node-definition.ts";
import { roles } from "../../core/role.ts";
import { readableTemplate, templateOr } from "../template-field.ts";

const config = z
  .strictObject({
    title: z.string().min(1).max(500),
    description: z.string().max(5_000).optional(),
    roles: z.array(z.enum(roles)).min(1).max(4),
    /** Of the answer. Inline, or a reference to one of the flow's schemas: `{ $ref: "#/schemas/Claim" }`. */
    schema: jsonSchema,
    /** What the form is filled in with at first: any data, usually a template. */
    initial: z.json().optional(),
    timeout: templateOr(durationString).optional(),
    onTimeout: z.enum(["leave", "initial", "fail"]).optional().meta({ default: "leave" }),
  })
  .refine(({ timeout, onTimeout }) => onTimeout === undefined || timeout !== undefined, {
    message: "has no meaning without timeout",
    path: ["onTimeout"],
  })
  .refine(({ initial, onTimeout }) => onTimeout !== "initial" || initial !== undefined, {
    message: 'cannot be "initial" without initial values to take for the answer',
    path: ["onTimeout"],
  });

const ANSWERED: PortSpec = { name: "answered", label: "Answered", whenUnconnected: "end" };
const TIMED_OUT: PortSpec = { name: "timedOut", label: "Timed out", whenUnconnected: "fail", failureCode: "form/timed-out" };

export const form = defineNode({
  kind: "form",
  version: 1,
  title: "Form",
  purpose: "Asks a person for data and waits for the answer",
  aliases: ["ask", "survey", "questionnaire", "human", "input", "user task"],
  category: "people",
  icon: "forms",
  behavior: "wait",
  config,
  expressionPaths: [],
  form: {
    title: { label: "Title", widget: "text", help: "What is asked for, in the words of who fills it in" },
    description: { label: "Description", widget: "multiline", help: "What they should know before they begin" },
    roles: { label: "Filled in by", widget: "roles" },
    schema: { label: "Fields", widget: "schema", help: "What is asked for; the page is made from it" },
    initial: { label: "Filled in already", widget: "json", help: "What the form begins with" },
    timeout: { label: "Answer within", widget: "duration", help: "Without one, the run waits as long as it takes" },
    onTimeout: {
      label: "If nobody answers",
      widget: "select",
      options: { leave: "Leave by Timed out", initial: "Take what was filled in already", fail: "Fail the step" },
      showWhen: { field: "timeout", isSet: true },
    },
  },
  output: ({ schema }) => schema,
  ports: ({ timeout, onTimeout = "leave" }) =>
    timeout !== undefined && onTimeout === "leave" ? [ANSWERED, TIMED_OUT] : [ANSWERED],
  summarize: ({ roles: who, title }) => `${who.join(" or ")}: ${readableTemplate(title)}`,
  mayFail: ({ onTimeout }) => onTimeout === "fail",
});
