import { z } from "zod";
import { durationString } from "../../core/duration.ts";
import { approversSchema, askedSchema } from "./approvers.ts";
import { resolvedRisk } from "./risk-config.ts";

/** The config of an approval after its templates were replaced; what they gave is checked here. */
export const resolvedApproval = z.object({
  title: z.string({ error: "must be text" }).min(1, "must not be empty"),
  details: z.json().optional(),
  approvers: approversSchema,
  policy: z
    .array(z.object({ when: z.string(), approvers: approversSchema.optional(), automatic: z.boolean().optional() }))
    .default([]),
  allowSelf: z.boolean().default(false),
  risk: resolvedRisk.optional(),
  editable: z.array(z.string()).optional(),
  requestChanges: z.boolean().default(false),
  remindAfter: durationString.optional(),
  escalate: z.array(z.object({ after: durationString, to: askedSchema })).optional(),
  timeout: durationString.optional(),
  onTimeout: z.enum(["reject", "approve", "fail"]).default("reject"),
});

export type ResolvedApproval = z.infer<typeof resolvedApproval>;
