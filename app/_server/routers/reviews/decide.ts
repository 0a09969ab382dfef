import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";
import { authorOf } from "../drafts/draft-input.ts";
import { requireDone, reviewName, said } from "./review-input.ts";

const input = z.strictObject({
  ...reviewName.shape,
  decision: z.enum(["approve", "requestChanges"]),
  comment: said.exactOptional(),
  /** Of what the person was shown. */
  bundleHash: z.string().regex(/^sha256:[0-9a-f]{64}$/, "must be the hash of a bundle"),
});

/** Who may decide is checked by the engine, in the transaction that records the decision. */
export const decideReview = signedInProcedure.input(input).mutation(async ({ ctx, input: request }) => {
  requireDone(await ctx.engine.reviews.decide({ ...request, orgId: ctx.me.orgId, by: authorOf(ctx.me) }));
});
