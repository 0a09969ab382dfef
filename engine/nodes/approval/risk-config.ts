import { z } from "zod";
import { dataClasses, riskFactorKinds, type RiskFactor } from "../../core/approval/risk.ts";
import { templateOr } from "../template-field.ts";

const weight = z.number().min(0).max(1);
const hour = z.int().min(0).max(24);

/** What a kind of factor needs besides its weight. */
const NEEDS = {
  value: "amount",
  dataClass: "dataClass",
  newTarget: "applies",
  irreversible: "applies",
  other: "applies",
  offHours: "hours",
} as const;

const factor = z
  .strictObject({
    kind: z.enum(riskFactorKinds),
    weight,
    label: z.string().min(1).max(80).optional(),
    amount: templateOr(z.number().min(0)).optional(),
    /** From this amount on, all of the weight counts. */
    full: z.number().positive().optional(),
    dataClass: templateOr(z.enum(dataClasses)).optional(),
    applies: templateOr(z.boolean()).optional(),
    hours: z.strictObject({ from: hour, to: hour, timeZone: z.string().min(1).max(60) }).optional(),
  })
  .superRefine((given, context) => {
    const needed = NEEDS[given.kind];
    if (given[needed] === undefined) context.addIssue({ code: "custom", message: `is needed for ${given.kind}`, path: [needed] });
    if (given.kind === "value" && given.full === undefined)
      context.addIssue({ code: "custom", message: "says from which amount on all of the weight counts", path: ["full"] });
    if (given.kind === "other" && given.label === undefined)
      context.addIssue({ code: "custom", message: "says what the factor is", path: ["label"] });
  });

export const riskSchema = z.strictObject({ factors: z.array(factor).min(1).max(12) });

/** The same after templates were replaced. */
export const resolvedRisk = z.object({
  factors: z.array(
    z.object({
      kind: z.enum(riskFactorKinds),
      weight,
      label: z.string().optional(),
      amount: z.number({ error: "must be a number" }).optional(),
      full: z.number().positive().optional(),
      dataClass: z.enum(dataClasses).optional(),
      applies: z.boolean({ error: "must be true or false" }).optional(),
      hours: z.object({ from: hour, to: hour, timeZone: z.string() }).optional(),
    }),
  ),
});

/** `askedAtMs`: the recorded time at which the step began. */
export function riskFactors({ factors }: z.infer<typeof resolvedRisk>, askedAtMs: number): readonly RiskFactor[] {
  return factors.map(({ kind, weight: most, label, amount = 0, full = 1, dataClass = "public", applies = false, hours }) => {
    const named = { weight: most, ...(label === undefined ? {} : { label }) };
    if (kind === "value") return { kind, ...named, amount, full };
    if (kind === "dataClass") return { kind, ...named, dataClass };
    if (kind === "offHours") return { kind, ...named, hours: hours ?? { from: 0, to: 24, timeZone: "UTC" }, atMs: askedAtMs };
    return { kind, ...named, applies };
  });
}
