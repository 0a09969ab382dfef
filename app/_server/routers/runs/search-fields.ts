import "server-only";
import { z } from "zod";
import { identifier } from "#engine/core/flow/flow-document.ts";
import { signedInProcedure } from "../../trpc.ts";

/** What runs can be looked up by: of a flow, what its live version declares, else whatever runs have values of. */
export const searchFields = signedInProcedure
  .input(z.strictObject({ flowId: identifier.exactOptional() }))
  .query(async ({ ctx, input: { flowId } }) => {
    if (flowId === undefined) return ctx.engine.runs.searchFields(ctx.me.orgId);
    const flow = await ctx.engine.flows.get(ctx.me.orgId, flowId);
    return Object.keys(flow?.document.searchFields ?? {});
  });
