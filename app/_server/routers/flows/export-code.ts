import "server-only";
import { z } from "zod";
import { exportTargets } from "#engine/core/export/export-target.ts";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { notFound } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

const input = z.strictObject({ flowId: identifier, from: z.enum(["live", "draft"]), to: z.enum(exportTargets) });

/** Whoever may read a flow may take it along. Problems of a draft are an answer: the page shows them in place. */
export const exportCode = signedInProcedure.input(input).query(async ({ ctx, input: { flowId, from, to } }) => {
  const answer = await ctx.engine.exports.take({ orgId: ctx.me.orgId, flowId, from, to });
  if (!answer.ok && answer.reason === "unknownFlow") throw notFound("flow", flowId);
  return answer;
});
