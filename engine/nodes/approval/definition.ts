import { z } from "zod";
import { roles } from "../../core/role.ts";
import { durationString } from "../../core/duration.ts";
import { defineNode, type PortSpec } from "../../core/node-definition.ts";
import { readableTemplate, templateOr } from "../template-field.ts";

const role = z.enum(roles);

const config = z
  .strictObject({
    title: z.string().min(1).max(500),
    /** What the approver is shown: any data, usually a template. */
    details: z.json().optional(),
    approvers: z.strictObject({
      roles: z.array(role).min(1).max(4),
      quorum: z.literal(1).optional().meta({ default: 1 }),
    }),
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
  expressionPaths: [],
  form: {
    title: {
      label: "Title",
      widget: "text",
      help: "What is to be decided, in the approver's words",
      placeholder: "Order A-1001 over 1,200",
    },
    details: { label: "Details", widget: "json", help: "What the approver is shown" },
    approvers: {
      label: "Approvers",
      widget: "group",
      fields: {
        roles: { label: "Roles", widget: "roles", help: "Anybody with one of these roles may decide" },
        quorum: { label: "Decisions needed", widget: "select", options: { 1: "One" } },
      },
    },
    timeout: { label: "Decide within", widget: "duration", help: "Without one, the run waits as long as it takes" },
    onTimeout: {
      label: "If nobody decides",
      widget: "select",
      options: { reject: "Reject", approve: "Approve", fail: "Fail the step" },
      showWhen: { field: "timeout", isSet: true },
    },
  },
  ports: () => PORTS,
  output: () => ({
    type: "object",
    required: ["decision"],
    properties: {
      decision: { enum: ["approved", "rejected"] },
      by: { type: "string", title: "Who decided" },
      comment: { type: "string" },
      timedOut: { type: "boolean" },
    },
  }),
  summarize: ({ approvers, title }) => `${approvers.roles.join(" or ")}: ${readableTemplate(title)}`,
});
