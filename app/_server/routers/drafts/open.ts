import "server-only";
import { z } from "zod";
import { notFound } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";
import { draftName } from "./draft-input.ts";

/** Looking changes nothing: no draft is made, and nothing is marked as changed. */
export const openDraft = signedInProcedure.input(z.strictObject(draftName)).query(async ({ ctx, input: { flowId } }) => {
  const opened = await ctx.engine.drafts.open(ctx.me.orgId, flowId);
  if (!opened) throw notFound("flow", flowId);
  return opened;
});
