import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { conflict, notFound } from "../../errors-to-trpc.ts";
import { signedInProcedure } from "../../trpc.ts";

/** What one step of a run gave, to be pinned to its node in a draft. */
export const recordedOutput = signedInProcedure
  .input(z.strictObject({ runId: z.uuid(), nodeId: identifier, visit: z.int().min(1) }))
  .query(async ({ ctx, input: { runId, ...step } }) => {
    const result = await ctx.engine.tries.recordedOutput(ctx.me.orgId, runId, step);
    if (result === undefined) throw notFound("run", runId);
    if (result.output === undefined) throw conflict(`The step "${step.nodeId}" of this run has given nothing.`);
    return { output: result.output };
  });
