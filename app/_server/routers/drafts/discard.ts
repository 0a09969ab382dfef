import "server-only";
import { z } from "zod";
import { notFound } from "../../errors-to-trpc.ts";
import { authorOf, draftName, editor, revision } from "./draft-input.ts";

/** A refusal because somebody has changed the draft since is an answer: the page shows what they did. */
export const discardDraft = editor.input(z.strictObject({ ...draftName, revision })).mutation(async ({ ctx, input }) => {
  const discarded = await ctx.engine.drafts.discard({ ...input, orgId: ctx.me.orgId, by: authorOf(ctx.me) });
  if (!discarded.ok && discarded.reason === "unknownFlow") throw notFound("flow", input.flowId);
  return discarded;
});
