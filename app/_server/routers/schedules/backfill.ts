import "server-only";
import { z } from "zod";
import { BACKFILL_LIMITS } from "#engine/core/schedule/backfill-limits.ts";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { notFound } from "../../errors-to-trpc.ts";
import { withRole } from "../../trpc.ts";

const range = z.strictObject({
  flowId: identifier,
  nodeId: identifier,
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  limit: z.int().min(1).max(BACKFILL_LIMITS.occurrences),
});
const operator = withRole("engineer", "admin");

export const previewBackfill = operator.input(range).query(async ({ ctx, input }) => {
  const plan = await ctx.engine.schedules.previewBackfill({ ...input, orgId: ctx.me.orgId });
  if (!plan) throw notFound("schedule", `${input.flowId}.${input.nodeId}`);
  return plan;
});

export const backfill = operator
  .input(z.strictObject({ ...range.shape, perSecond: z.number().positive().max(BACKFILL_LIMITS.perSecond) }))
  .mutation(async ({ ctx, input }) => {
    const plan = await ctx.engine.schedules.backfill({ ...input, orgId: ctx.me.orgId, by: ctx.me.name });
    if (!plan) throw notFound("schedule", `${input.flowId}.${input.nodeId}`);
    return plan;
  });
