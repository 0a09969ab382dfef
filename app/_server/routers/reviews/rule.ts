import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { MAX_QUORUM } from "#engine/core/review/review-rule.ts";
import { roles } from "#engine/core/role.ts";
import { signedInProcedure, withRole } from "../../trpc.ts";
import { authorOf } from "../drafts/draft-input.ts";
import { environment } from "../environments/environment-input.ts";
import { requireDone } from "./review-input.ts";

/** Without a flow, the rule for all flows that have none of their own. */
const scope = z.strictObject({ flowId: identifier.exactOptional(), environment: environment.exactOptional() });

const rule = z.strictObject({
  isRequired: z.boolean(),
  quorum: z.int().min(1).max(MAX_QUORUM),
  roles: z.array(z.enum(roles)).min(1),
});

export const reviewRule = signedInProcedure
  .input(scope)
  .query(({ ctx, input: { flowId, environment: place } }) => ctx.engine.reviews.rule(ctx.me.orgId, flowId, place));

export const setReviewRule = withRole("admin")
  .input(z.strictObject({ ...scope.shape, rule: z.union([rule, z.literal("inherit")]) }))
  .mutation(async ({ ctx, input }) => {
    requireDone(await ctx.engine.reviews.setRule({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) }));
  });
