import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { notFound } from "../../errors-to-trpc.ts";
import { router, signedInProcedure, withRole } from "../../trpc.ts";

/** Without a flow, everything of the organization. */
const scope = z.strictObject({ flowId: identifier.exactOptional() });
const operator = withRole("engineer", "admin");

const status = signedInProcedure
  .input(scope)
  .query(({ ctx, input: { flowId } }) => ctx.engine.switches.status(ctx.me.orgId, flowId));

const pause = operator
  .input(z.strictObject({ ...scope.shape, reason: z.string().trim().min(1).max(500).exactOptional() }))
  .mutation(async ({ ctx, input }) => {
    const paused = await ctx.engine.switches.pause({ ...input, orgId: ctx.me.orgId, by: ctx.me.name });
    if (!paused) throw notFound("flow", input.flowId ?? "");
    return paused;
  });

const resume = operator.input(scope).mutation(async ({ ctx, input }) => {
  const outcome = await ctx.engine.switches.resume({ ...input, orgId: ctx.me.orgId, by: ctx.me.name });
  if (outcome === "unknownFlow") throw notFound("flow", input.flowId ?? "");
  return { outcome };
});

export const switchesRouter = router({ status, pause, resume });
