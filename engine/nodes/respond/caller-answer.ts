import { z } from "zod";

/**
 * Output of the step. The first one that says `answered` is what the caller gets, after it was stored; the others say why
 * they are not.
 */
export const callerAnswer = z.discriminatedUnion("answered", [
  z.object({
    answered: z.literal(true),
    status: z.int().min(200).max(599),
    headers: z.record(z.string(), z.string()),
    body: z.json(),
  }),
  z.object({ answered: z.literal(false), reason: z.string() }),
]);

export type CallerAnswer = z.infer<typeof callerAnswer>;
