import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { notFound } from "../../errors-to-trpc.ts";
import { router, signedInProcedure } from "../../trpc.ts";

const list = signedInProcedure
  .input(z.strictObject({ flowId: identifier }))
  .query(({ ctx, input: { flowId } }) => ctx.engine.drafts.versions(ctx.me.orgId, flowId));

const get = signedInProcedure
  .input(z.strictObject({ flowId: identifier, number: z.int().min(1) }))
  .query(async ({ ctx, input: { flowId, number } }) => {
    const version = await ctx.engine.flows.get(ctx.me.orgId, flowId, number);
    if (!version) throw notFound(`version ${number} of the flow`, flowId);
    return version;
  });

export const versionsRouter = router({ list, get });
