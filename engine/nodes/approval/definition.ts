import { z } from "zod";
import { durationString } from "../../core/duration.ts";
import { defineNode, type FieldForm, type PortSpec } from "../../core/node-definition.ts";
import { expression, readableTemplate, templateOr } from "../template-field.ts";
import { approversInWords, approversSchema, askedSchema } from "./approvers.ts";
import { riskSchema } from "./risk-config.ts";

const policyCase = z
  .strictObject({
    when: expression,
    approvers: approversSchema.optional(),
    automatic: z.boolean().optional(),
  })
  .refine(({ approvers, automatic = false }) => (approvers === undefined) === automatic, {
    message: "must name approvers, or be automatic: one of both",
    path: ["approvers"],
  });

const config = z
  .strictObject({
    title: z.string().min(1).max(500),
    /** What the approver is shown: any data, usually a template. */
    details: z.json().optional(),
    approvers: approversSchema,
    /** The first case that holds says who is asked instead, or that nobody has to be. */
    policy: z.array(policyCase).min(1).max(20).optional(),
    allowSelf: z.boolean().optional().meta({ default: false }),
    risk: riskSchema.optional(),
    editable: z.array(z.string().min(1).max(100)).min(1).max(50).optional(),
    requestChanges: z.boolean().optional().meta({ default: false }),
    remindAfter: durationString.optional(),
    escalate: z
      .array(z.strictObject({ after: durationString, to: askedSchema }))
      .min(1)
      .max(5)
      .optional(),
    timeout: templateOr(durationString).optional(),
    onTimeout: z.enum(["reject", "approve", "fail"]).optional().meta({ default: "reject" }),
  })
  .refine(({ timeout, onTimeout }) => onTimeout === undefined || timeout !== undefined, {
    message: "has no meaning without timeout",
    path: ["onTimeout"],
  });

const PORTS: readonly PortSpec[] = [
  { name: "approved", label: "Approved", whenUnconnected: "end" },
  { name: "rejected", label: "Rejected", whenUnconnected: "fail", failureCode: "approval/rejected" },
];
const CHANGES: PortSpec = {
  name: "changesRequested",
  label: "Changes requested",
  whenUnconnected: "fail",
  failureCode: "approval/changes-requested",
};

const askedFields: Readonly<Record<string, FieldForm>> = {
  roles: { label: "Roles", widget: "roles", help: "Anybody with one of these roles may decide" },
  groups: { label: "Groups", widget: "list", help: "Names of groups on the People page", placeholder: "Finance" },
  people: { label: "People", widget: "list", help: "By e-mail address", placeholder: "ana@example.com" },
};
const partyFields: Readonly<Record<string, FieldForm>> = {
  ...askedFields,
  quorum: { label: "Decisions needed", widget: "number", help: "How many of them must agree" },
};
const partiesOf = (label: string, help: string): FieldForm => ({
  label,
  widget: "list",
  help,
  fields: { "*": { label: "Party", widget: "group", fields: partyFields } },
});
const approverFields: Readonly<Record<string, FieldForm>> = {
  ...partyFields,
  allOf: partiesOf("All of these parties", "Each must agree, in any order; nobody counts for two"),
  sequence: partiesOf("These parties in turn", "The next is asked when the one before has agreed"),
};

export const approval = defineNode({
  kind: "approval",
  version: 1,
  title: "Approval",
  purpose: "Waits for a person to approve or reject",
  aliases: ["approve", "review", "sign off", "human", "decision", "gate"],
  category: "people",
  icon: "user-check",
  behavior: "wait",
  config,
  expressionPaths: ["policy.*.when"],
  form: {
    title: {
      label: "Title",
      widget: "text",
      help: "What is to be decided, in the approver's words",
      placeholder: "Order A-1001 over 1,200",
    },
    details: { label: "Details", widget: "json", help: "What the approver is shown" },
    approvers: { label: "Approvers", widget: "group", fields: approverFields },
    allowSelf: { label: "Whoever started the run may decide", help: "Off: somebody else has to" },
    timeout: { label: "Decide within", widget: "duration", help: "Without one, the run waits as long as it takes" },
    onTimeout: {
      label: "If nobody decides",
      widget: "select",
      options: { reject: "Reject", approve: "Approve, unless the risk is too high", fail: "Fail the step" },
      showWhen: { field: "timeout", isSet: true },
    },
    policy: {
      label: "Cases",
      widget: "list",
      group: "Policy",
      help: "Tried from top to bottom; the first that holds says who is asked",
      fields: {
        "*": {
          label: "Case",
          widget: "group",
          fields: {
            when: { label: "When", placeholder: "input.total > 10000" },
            approvers: { label: "Approvers", widget: "group", fields: approverFields },
            automatic: {
              label: "Approve without asking",
              help: "Unless the risk is too high: then the approvers above are asked",
            },
          },
        },
      },
    },
    risk: {
      label: "Risk",
      widget: "group",
      group: "Risk",
      fields: {
        factors: {
          label: "Factors",
          widget: "list",
          help: "Each adds up to its weight; above the organization's limit a person always decides",
          fields: {
            "*": {
              label: "Factor",
              widget: "group",
              fields: {
                kind: {
                  label: "Kind",
                  widget: "select",
                  options: {
                    value: "Value",
                    dataClass: "Class of the data",
                    newTarget: "New target",
                    irreversible: "Cannot be undone",
                    offHours: "Outside working hours",
                    other: "Other",
                  },
                },
                weight: { label: "Weight", widget: "number", help: "The most it adds, from 0 to 1" },
                label: { label: "Name" },
                amount: { label: "Amount", showWhen: { field: "kind", is: ["value"] } },
                full: { label: "Counts fully from", showWhen: { field: "kind", is: ["value"] } },
                dataClass: { label: "Class", showWhen: { field: "kind", is: ["dataClass"] } },
                applies: { label: "Applies", showWhen: { field: "kind", is: ["newTarget", "irreversible", "other"] } },
                hours: {
                  label: "Working hours, Monday to Friday",
                  widget: "group",
                  showWhen: { field: "kind", is: ["offHours"] },
                  fields: {
                    from: { label: "From hour" },
                    to: { label: "To hour" },
                    timeZone: { label: "Time zone", widget: "timeZone" },
                  },
                },
              },
            },
          },
        },
      },
    },
    editable: {
      label: "Details the approver may change",
      widget: "list",
      group: "Answers",
      help: "Names of members of the details; what was changed is kept",
      placeholder: "total",
    },
    requestChanges: { label: "May ask for changes", group: "Answers", help: "A third answer with a way of its own" },
    remindAfter: { label: "Remind after", widget: "duration", group: "While it waits" },
    escalate: {
      label: "Escalation",
      widget: "list",
      group: "While it waits",
      help: "Whom to ask as well when it has waited this long",
      fields: {
        "*": {
          label: "Step",
          widget: "group",
          fields: {
            after: { label: "After", widget: "duration" },
            to: { label: "Ask as well", widget: "group", fields: askedFields },
          },
        },
      },
    },
  },
  ports: ({ requestChanges = false }) => (requestChanges ? [...PORTS, CHANGES] : PORTS),
  output: () => ({
    type: "object",
    required: ["decision"],
    properties: {
      decision: { enum: ["approved", "rejected", "changesRequested"] },
      by: { type: "string", title: "Who decided" },
      comment: { type: "string" },
      edited: { type: "object", title: "Details the approver changed, as they are now" },
      timedOut: { type: "boolean" },
      automatic: { type: "boolean", title: "The policy approved it without asking anybody" },
      risk: { type: "number", title: "Risk from 0 to 1" },
    },
  }),
  summarize: ({ approvers, title }) => `${approversInWords(approvers)}: ${readableTemplate(title)}`,
  mayFail: ({ onTimeout }) => onTimeout === "fail",
});
