import "server-only";
import { z } from "zod";
import type { ReviewAnswer } from "#engine/runtime/reviews.ts";
import { conflict } from "../../errors-to-trpc.ts";

export const reviewName = z.strictObject({ reviewId: z.uuid() });

export const said = z
  .string()
  .trim()
  .min(1)
  .max(4_000)
  .refine((text) => !text.includes("\0"), "must not hold the character U+0000");

/** The engine says why not, in words for the person. */
export function requireDone(answer: ReviewAnswer): void {
  if (!answer.ok) throw conflict(answer.message);
}
