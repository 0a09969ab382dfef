import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { notFound } from "../../errors-to-trpc.ts";
import { environment } from "../environments/environment-input.ts";
import { router, signedInProcedure, withRole } from "../../trpc.ts";

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

const goBackInput = z.strictObject({
  flowId: identifier,
  number: z.int().min(1),
  environment: environment.exactOptional(),
  reason: z.string().trim().min(1).max(500),
});

/** Why it cannot go live is an answer: the page shows it in place. */
const goBack = withRole("engineer", "admin")
  .input(goBackInput)
  .mutation(async ({ ctx, input: { flowId, number, ...request } }) => {
    const by = { userId: ctx.me.userId, name: ctx.me.name };
    const back = await ctx.engine.drafts.goBack({ ...request, orgId: ctx.me.orgId, flowId, version: number, by });
    if (!back.ok && back.reason === "unknownFlow") throw notFound(`version ${number} of the flow`, flowId);
    return back;
  });

export const versionsRouter = router({ list, get, goBack });
