import "server-only";
import { z } from "zod";
import { signedInProcedure } from "../../trpc.ts";
import { operator } from "./operation-input.ts";
import { requireDone } from "./require-done.ts";

const input = z.strictObject({ runId: z.uuid(), tag: z.string().max(200) });

export const tagRun = operator.input(input).mutation(async ({ ctx, input: order }) => {
  requireDone(await ctx.engine.runs.tag({ ...order, orgId: ctx.me.orgId, by: ctx.me.name }));
});

export const untagRun = operator.input(input).mutation(async ({ ctx, input: order }) => {
  requireDone(await ctx.engine.runs.untag({ ...order, orgId: ctx.me.orgId, by: ctx.me.name }));
});

/** Every tag that runs have. */
export const listTags = signedInProcedure.query(({ ctx }) => ctx.engine.runs.tags(ctx.me.orgId));
