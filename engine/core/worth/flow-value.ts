import { z } from "zod";

/** JSONata over `input`, giving a number. */
const expression = z
  .string()
  .min(1)
  .max(10 * 1024);

/**
 * What a flow is worth to those who pay for it, as its owner declares it. Saved work is a number too: eight minutes at 45 an
 * hour are `amount: 6`, or `amount: input.pages * 0.75`.
 */
export const flowValueSchema = z.strictObject({
  /** ISO 4217. Amounts of different currencies are never added up. */
  currency: z.string().regex(/^[A-Z]{3}$/, "must be a currency code of three capital letters, such as EUR"),
  /** What each completed run is worth. */
  amount: z.union([z.number(), expression]).optional(),
  /** What each run costs, however it ends. */
  cost: z.number().min(0).optional(),
});

export type FlowValue = z.infer<typeof flowValueSchema>;
