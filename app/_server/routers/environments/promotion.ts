import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { notFound } from "../../errors-to-trpc.ts";
import { signedInProcedure, withRole } from "../../trpc.ts";
import { authorOf, editor } from "../drafts/draft-input.ts";
import { said } from "../reviews/review-input.ts";
import { environment } from "./environment-input.ts";

const way = { flowId: identifier, from: environment, to: environment };

/** What the person saw and wants to take further. */
const promotion = {
  ...way,
  contentHash: z.string().min(1).max(200),
  note: said.max(2_000).exactOptional(),
};

export const flowPlaces = signedInProcedure
  .input(z.strictObject({ flowId: identifier }))
  .query(async ({ ctx, input: { flowId } }) => {
    const places = await ctx.engine.environments.places(ctx.me.orgId, flowId);
    if (!places) throw notFound("flow", flowId);
    return places;
  });

export const previewPromotion = signedInProcedure.input(z.strictObject(way)).query(async ({ ctx, input }) => {
  const preview = await ctx.engine.environments.previewPromotion({ ...input, orgId: ctx.me.orgId });
  if (!preview) throw notFound(`version in ${input.from} of the flow`, input.flowId);
  return preview;
});

const breakGlass = z.strictObject({ reason: said.max(2_000) }).exactOptional();

/** Why it cannot go live there is an answer: the page shows it in place. */
export const promoteVersion = editor
  .input(z.strictObject({ ...promotion, breakGlass }))
  .mutation(({ ctx, input }) => ctx.engine.environments.promote({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) }));

export const requestPromotionReview = editor
  .input(z.strictObject(promotion))
  .mutation(({ ctx, input }) => ctx.engine.environments.requestReview({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) }));

/** Why it stays in service is an answer: the page shows it in place. */
export const retireFlow = withRole("engineer", "admin")
  .input(z.strictObject({ flowId: identifier, environment, reason: said.max(500) }))
  .mutation(({ ctx, input }) => ctx.engine.flows.retire({ ...input, orgId: ctx.me.orgId, by: ctx.me.name }));
